using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.LevelOfCare;

/// <param name="Edition">"3" or "4": the edition of the dimensions.</param>
/// <param name="MealSupport">This and the findings before it are null when they were not asked.</param>
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
    DateTimeOffset AssessedAt,
    string Edition,
    string? Functioning,
    string? ViolenceRisk,
    bool? AttemptWithinYear,
    bool? ComplicatedWithdrawalBefore,
    bool? OverdoseWithinYear,
    bool? CaregiverTakesPart,
    int? WeightPercent,
    bool? MedicallyStable,
    string? MealSupport);

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
        if (await AssessmentRow.FindAsync(db, id, cancellationToken) is not { } row) return Problems.NotFound("assessment");

        await reads.RecordAsync(row.PatientId, "assessment", cancellationToken);
        var dimensions = row.Ratings()
            .ToDictionary(pair => pair.Key, pair => new AssessedDimension(pair.Value.Value, pair.Value.Rationale));
        return TypedResults.Ok(new AssessmentDetails(
            row.Id, row.ReferralId, row.PatientId, dimensions, row.WithdrawalRisk, row.CanTakePartInGroups, row.HomeIsSafe, row.Supports,
            row.PriorTreatments, row.PatientPrefers, row.Diagnoses, row.AssessedBy, row.AssessedAt, row.Edition, row.Functioning,
            row.ViolenceRisk, row.AttemptWithinYear, row.ComplicatedWithdrawalBefore, row.OverdoseWithinYear, row.CaregiverTakesPart,
            row.WeightPercent, row.MedicallyStable, row.MealSupport));
    }
}
