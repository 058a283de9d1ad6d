using IopPlatform.Intake.Domain;
using IopPlatform.Intake.Domain.Disclosures;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Consents;

/// <summary>All consents of a patient, also those that no longer hold, the newest first.</summary>
public static class ListConsents
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/patients/{id:guid}/consents", HandleAsync)
        .WithName(nameof(ListConsents))
        .WithTags("Consents")
        .WithSummary("Lists a patient's consents, the newest first.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.UtilizationReviewer, Roles.Patient)
        .Audited("consent.list")
        .ReadsChart("consents")
        .Produces<Page<ConsentDetails>>().ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, string? cursor, int? limit, TenantDatabase db, ChartReads reads, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!TimeCursor.TryParse(cursor, out var after)) return Problems.Field("cursor", "This is not a cursor of this list.");
        if (await PatientAtSite.FindAsync(db, id, time.GetUtcNow(), cancellationToken) is null) return Problems.NotFound("patient");

        await reads.RecordAsync(id, "consents", cancellationToken);
        var size = Cursor.Limit(limit);
        var rows = await db.QueryAsync<ConsentRow>(
            $"""
            select {ConsentRow.Columns}, null::date as signed_on from consents
            where patient_id = $1 and ($2::timestamptz is null or (recorded_at, id) < ($2, $3::uuid))
            order by recorded_at desc, id desc limit $4
            """,
            [id, after?.At, after?.Id, size + 1],
            cancellationToken);
        return TypedResults.Ok(Cursor.Cut(
            [.. rows.Select(ConsentDetails.Of)], size, consent => TimeCursor.Of(consent.RecordedAt, consent.Id)));
    }
}
