using FluentValidation;
using IopPlatform.Notifications.Sending;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Notifications.Features.Preferences;

/// <param name="Language">en or es; missing: the language of the patient's record.</param>
public sealed record SetPreferencesRequest(bool SessionReminders, bool FollowUpMessages, string? Language = null);

/// <summary>
/// PUT /api/notifications/patients/{id}/preferences. They are looked at when a message is sent, not when it is planned.
/// </summary>
public static class SetPreferences
{
    public sealed class Validator : AbstractValidator<SetPreferencesRequest>
    {
        private static readonly string[] Languages = [.. MessageTexts.Languages.Select(texts => texts.Language).Order()];

        public Validator() => RuleFor(request => request.Language)
            .Must(language => language is null || Languages.Contains(language))
            .WithMessage($"Messages are written in {string.Join(" or ", Languages)}.");
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/patients/{id:guid}/preferences", HandleAsync)
        .WithName(nameof(SetPreferences)).WithTags("Preferences")
        .WithSummary("Sets what a patient wants to be written to about. Needs If-Match with the ETag of the preferences.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Patient)
        .Audited("preferences.set")
        .Validated(new Validator())
        .Produces<PreferenceDetails>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(412).ProducesProblem(428);

    private static async Task<IResult> HandleAsync(
        Guid id, SetPreferencesRequest request, TenantDatabase db, HttpContext http, CancellationToken cancellationToken)
    {
        if (!http.Request.TryGetSeenVersion(out var seen, out var problem))
            return problem!;
        if (await GetPreferences.LoadAsync(db, id, cancellationToken) is null)
            return Problems.NotFound("patient");

        var write = db.Write();
        await write
            .ChangeOne(
                """
                insert into preferences
                    (organization_id, patient_id, site_id, session_reminders, follow_up_messages, language, version)
                select p.organization_id, p.id, p.site_id, $2, $3, $4::text, 1
                from patients p
                where p.id = $1 and ($5 = 0 or exists (select from preferences where patient_id = $1 and version = $5))
                on conflict (organization_id, patient_id) do update
                set session_reminders = excluded.session_reminders, follow_up_messages = excluded.follow_up_messages,
                    language = excluded.language, version = preferences.version + 1
                where preferences.version = $5
                """,
                id, request.SessionReminders, request.FollowUpMessages, request.Language, seen)
            .Audit("preferences", id, id)
            .CommitAsync(cancellationToken);
        http.Response.SetEntityTag(seen + 1);
        return TypedResults.Ok(new PreferenceDetails(
            id, request.SessionReminders, request.FollowUpMessages, request.Language, seen + 1));
    }
}
