using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Intake.Domain;

/// <summary>An assessment as stored. What was not asked is null.</summary>
/// <param name="Edition">"3" or "4": the edition of the dimensions.</param>
public sealed record AssessmentRow(
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
    string? MealSupport)
{
    private const string Columns =
        """
        id, referral_id, patient_id, dimensions, withdrawal_risk, can_take_part_in_groups, home_is_safe, supports, prior_treatments,
        patient_prefers, diagnoses, assessed_by, assessed_at, edition, functioning, violence_risk, attempt_within_year,
        complicated_withdrawal_before, overdose_within_year, caregiver_takes_part, weight_percent, medically_stable, meal_support
        """;

    public static Task<AssessmentRow?> FindAsync(TenantDatabase db, Guid id, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<AssessmentRow>($"select {Columns} from assessments where id = $1", [id], cancellationToken);

    /// <summary>The ratings with their rationales, by the codes of the edition.</summary>
    public Dictionary<string, DimensionRating> Ratings() =>
        Dimensions.Read<Dictionary<string, DimensionRating>>(IntakeFields.Dimensions, Id);
}
