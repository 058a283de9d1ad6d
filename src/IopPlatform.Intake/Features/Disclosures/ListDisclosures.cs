using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Disclosures;

/// <summary>The accounting of disclosures (45 CFR 164.528, 42 CFR 2.25, 2.24): six years back, the newest first.</summary>
public static class ListDisclosures
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/patients/{id:guid}/disclosures", HandleAsync)
        .WithName(nameof(ListDisclosures))
        .WithTags("Disclosures")
        .WithSummary(
            "Lists what was disclosed of a patient, the newest first; toPatient adds the messages to the patient. A compliance officer "
            + "may add what was refused.")
        .RequireRoles(Roles.ComplianceOfficer, Roles.Patient)
        .Audited("disclosure.list")
        .ReadsChart("disclosures")
        .Produces<Page<DisclosureEntry>>().ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, bool? refused, bool? toPatient, bool? intermediary, string? cursor, int? limit, TenantDatabase db, ChartReads reads, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!TimeCursor.TryParse(cursor, out var after)) return Problems.Field("cursor", "This is not a cursor of this list.");
        var now = time.GetUtcNow();
        if (await PatientAtSite.FindAsync(db, id, now, cancellationToken) is null) return Problems.NotFound("patient");

        await reads.RecordAsync(id, "disclosures", cancellationToken);
        var size = Cursor.Limit(limit);
        var rows = await DisclosureRow.ReadAsync(
            db, id, refused is true && db.Caller.Is(Roles.ComplianceOfficer), toPatient is true, intermediary is true, after, size + 1, now,
            cancellationToken);
        return TypedResults.Ok(Cursor.Cut(
            [.. rows.Select(row => row.Entry(now))], size, entry => TimeCursor.Of(entry.At, entry.Id)));
    }
}
