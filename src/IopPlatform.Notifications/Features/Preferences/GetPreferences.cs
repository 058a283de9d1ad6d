using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Notifications.Features.Preferences;

/// <param name="SessionReminders">Whether a reminder is sent before each session.</param>
/// <param name="FollowUpMessages">Whether the patient is written to when a follow-up is due.</param>
/// <param name="Language">en or es; missing: the language of the patient's record.</param>
public sealed record PreferenceDetails(
    Guid PatientId, bool SessionReminders, bool FollowUpMessages, string? Language, long Version);

/// <summary>GET /api/notifications/patients/{id}/preferences. Nobody has to set them: everything is on at first.</summary>
public static class GetPreferences
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/patients/{id:guid}/preferences", HandleAsync)
        .WithName(nameof(GetPreferences)).WithTags("Preferences")
        .WithSummary("What a patient wants to be written to about. The ETag is needed to change it.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Patient)
        .Audited("preferences.read")
        .ReadsChart("preferences")
        .Produces<PreferenceDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await LoadAsync(db, id, cancellationToken) is not { } preferences)
            return Problems.NotFound("patient");

        await reads.RecordAsync(id, "preferences", cancellationToken);
        response.SetEntityTag(preferences.Version);
        return TypedResults.Ok(preferences);
    }

    /// <summary>Null when the caller reaches no such patient. Version 0 stands for preferences that were never set.</summary>
    internal static Task<PreferenceDetails?> LoadAsync(TenantDatabase db, Guid patientId, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<PreferenceDetails>(
            """
            select p.id as patient_id, coalesce(w.session_reminders, true) as session_reminders,
                coalesce(w.follow_up_messages, true) as follow_up_messages, w.language, coalesce(w.version, 0) as version
            from patients p
            left join preferences w on w.organization_id = p.organization_id and w.patient_id = p.id
            where p.id = $1
            """,
            [patientId],
            cancellationToken);
}
