using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.LevelOfCare;

/// <param name="Recommendation">What was on the table when the level was determined.</param>
public sealed record DeterminationDetails(
    Guid Id,
    Guid ReferralId,
    Guid PatientId,
    string LevelOfCare,
    string Rationale,
    string? DepartureReason,
    Recommendation Recommendation,
    string DeterminedBy,
    DateTimeOffset DeterminedAt);

/// <summary>One determination with the recommendation it followed or departed from.</summary>
public static class GetDetermination
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/determinations/{id:guid}", HandleAsync)
        .WithName(nameof(GetDetermination))
        .WithTags("Level of care")
        .WithSummary("Shows a determination.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.UtilizationReviewer)
        .Audited("determination.get")
        .ReadsChart("determination")
        .Produces<DeterminationDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        var row = await db.QuerySingleAsync<Row>(
            """
            select id, referral_id, patient_id, level_of_care, rationale, departure_reason, recommendation,
                   determined_by, determined_at
            from determinations where id = $1
            """,
            [id],
            cancellationToken);
        if (row is null) return Problems.NotFound("determination");
        await reads.RecordAsync(row.PatientId, "determination", cancellationToken);
        return TypedResults.Ok(new DeterminationDetails(
            row.Id, row.ReferralId, row.PatientId, row.LevelOfCare,
            row.Rationale.Open(IntakeFields.Rationale, id), row.DepartureReason?.Open(IntakeFields.DepartureReason, id),
            row.Recommendation.Read<Recommendation>(IntakeFields.Recommendation, id), row.DeterminedBy, row.DeterminedAt));
    }

    private sealed record Row(
        Guid Id,
        Guid ReferralId,
        Guid PatientId,
        string LevelOfCare,
        SealedText Rationale,
        SealedText? DepartureReason,
        SealedText Recommendation,
        string DeterminedBy,
        DateTimeOffset DeterminedAt);
}
