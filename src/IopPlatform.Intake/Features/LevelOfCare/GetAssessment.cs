using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.LevelOfCare;

public sealed record AssessmentDetails(
    Guid Id,
    Guid ReferralId,
    Guid PatientId,
    IReadOnlyDictionary<string, AssessedDimension> Dimensions,
    string WithdrawalRisk,
    bool CanTakePartInGroups,
    bool HomeIsSafe,
    string Supports,
    int PriorTreatments,
    string? PatientPrefers,
    IReadOnlyList<string> Diagnoses,
    string AssessedBy,
    DateTimeOffset AssessedAt);

/// <summary>One assessment.</summary>
public static class GetAssessment
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/assessments/{id:guid}", HandleAsync)
        .WithName(nameof(GetAssessment))
        .WithTags("Level of care")
        .WithSummary("Shows an assessment.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.UtilizationReviewer)
        .Audited("assessment.get")
        .ReadsChart("assessment")
        .Produces<AssessmentDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        var row = await db.QuerySingleAsync<Row>(
            """
            select id, referral_id, patient_id, dimensions, withdrawal_risk, can_take_part_in_groups, home_is_safe,
                   supports, prior_treatments, patient_prefers, diagnoses, assessed_by, assessed_at
            from assessments where id = $1
            """,
            [id],
            cancellationToken);
        if (row is null) return Problems.NotFound("assessment");

        await reads.RecordAsync(row.PatientId, "assessment", cancellationToken);
        var dimensions = row.Dimensions.Read<Dictionary<string, DimensionRating>>(IntakeFields.Dimensions, id)
            .ToDictionary(pair => pair.Key, pair => new AssessedDimension(pair.Value.Value, pair.Value.Rationale));
        return TypedResults.Ok(new AssessmentDetails(
            row.Id, row.ReferralId, row.PatientId, dimensions, row.WithdrawalRisk, row.CanTakePartInGroups, row.HomeIsSafe, row.Supports,
            row.PriorTreatments, row.PatientPrefers, row.Diagnoses, row.AssessedBy, row.AssessedAt));
    }

    private sealed record Row(
        Guid Id,
        Guid ReferralId,
        Guid PatientId,
        SealedText Dimensions,
        string WithdrawalRisk,
        bool CanTakePartInGroups,
        bool HomeIsSafe,
        string Supports,
        int PriorTreatments,
        string? PatientPrefers,
        string[] Diagnoses,
        string AssessedBy,
        DateTimeOffset AssessedAt);
}
