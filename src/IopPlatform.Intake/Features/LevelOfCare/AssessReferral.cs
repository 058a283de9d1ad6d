using FluentValidation;
using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Intake.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.LevelOfCare;

/// <param name="Dimensions">
/// By code. Third edition: all six, "1" to "6". Fourth: "1" to "5", each as a whole or by subdimensions ("3a"), and "6" if asked.
/// </param>
/// <param name="WithdrawalRisk">One of none, mild, moderate, severe.</param>
/// <param name="Supports">One of none, some, strong.</param>
/// <param name="PriorTreatments">Treatments of the same problem before.</param>
/// <param name="PatientPrefers">A level of care, when the patient asks for one.</param>
/// <param name="Diagnoses">ICD-10-CM codes; when empty, those of the referral count.</param>
/// <param name="Edition">"3" (when it is left out) or "4": the edition of the dimensions.</param>
/// <param name="Functioning">Impairment of daily life: one of none, mild, moderate, severe.</param>
/// <param name="ViolenceRisk">Risk of harm to others: one of none, low, moderate, high.</param>
/// <param name="AttemptWithinYear">A suicide attempt within the last twelve months.</param>
/// <param name="ComplicatedWithdrawalBefore">A seizure or delirium in an earlier withdrawal.</param>
/// <param name="OverdoseWithinYear">An overdose within the last twelve months, whatever the intent.</param>
/// <param name="CaregiverTakesPart">Asked of adolescents.</param>
/// <param name="WeightPercent">Percent of the expected body weight, 20 to 400.</param>
/// <param name="MedicallyStable">Vital signs and laboratory allow treatment outside a hospital.</param>
/// <param name="MealSupport">Meals that need supervision: one of none, some, most, all.</param>
public sealed record AssessReferralRequest(
    IReadOnlyDictionary<string, AssessedDimension> Dimensions,
    string WithdrawalRisk,
    bool? CanTakePartInGroups,
    bool? HomeIsSafe,
    string Supports,
    int? PriorTreatments,
    string? PatientPrefers,
    IReadOnlyList<string>? Diagnoses,
    string? Edition = null,
    string? Functioning = null,
    string? ViolenceRisk = null,
    bool? AttemptWithinYear = null,
    bool? ComplicatedWithdrawalBefore = null,
    bool? OverdoseWithinYear = null,
    bool? CaregiverTakesPart = null,
    int? WeightPercent = null,
    bool? MedicallyStable = null,
    string? MealSupport = null);

/// <param name="Rating">0 (no problem) to 4 (imminent danger).</param>
public sealed record AssessedDimension(int? Rating, string Rationale);

/// <summary>Records a clinician's assessment. A later one does not change the former; the newest counts.</summary>
public static class AssessReferral
{
    public sealed class Validator : AbstractValidator<AssessReferralRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Edition)
                .Must(code => code is null || DimensionSchema.Find(code) is not null).WithMessage("This must be 3 or 4.");
            RuleFor(request => request.Dimensions).NotNull()
                .Must((request, rated) => rated is null || IsComplete(request.Edition, rated))
                .WithMessage("Every dimension of the edition needs a rating (of the fourth edition 1 to 5, as a whole or by parts), and no others.");
            RuleFor(request => request).Custom((request, context) => CheckRatings(request, context));
            RuleFor(request => request.WithdrawalRisk)
                .Must(code => PlacementCodes.ToWithdrawalRisk(code) is not null)
                .WithMessage("This must be one of none, mild, moderate, severe.");
            RuleFor(request => request.Supports)
                .Must(code => PlacementCodes.ToSupportStrength(code) is not null).WithMessage("This must be one of none, some, strong.");
            RuleFor(request => request.CanTakePartInGroups).NotNull();
            RuleFor(request => request.HomeIsSafe).NotNull();
            RuleFor(request => request.PriorTreatments).NotNull().InclusiveBetween(0, 1000);
            RuleFor(request => request.PatientPrefers)
                .Must(code => code is null || LevelsOfCare.FromCode(code) is not null).WithMessage("This is not a level of care.");
            RuleFor(request => request.Diagnoses).Must(codes => codes is null or { Count: <= 50 }).WithMessage("At most 50 diagnoses.");
            RuleForEach(request => request.Diagnoses).Icd10();
            RuleFor(request => request.Functioning)
                .Must(code => code is null || PlacementCodes.ToImpairment(code) is not null)
                .WithMessage("This must be one of none, mild, moderate, severe.");
            RuleFor(request => request.ViolenceRisk)
                .Must(code => code is null or "none" or "low" or "moderate" or "high")
                .WithMessage("This must be one of none, low, moderate, high.");
            RuleFor(request => request.WeightPercent).InclusiveBetween(20, 400);
            RuleFor(request => request.MealSupport)
                .Must(code => code is null || PlacementCodes.ToMealSupport(code) is not null)
                .WithMessage("This must be one of none, some, most, all.");
        }

        /// <summary>The sixth dimension of the fourth edition does not raise the level and may be left out.</summary>
        private static bool IsComplete(string? edition, IReadOnlyDictionary<string, AssessedDimension> rated)
        {
            // An edition that does not exist is its own error.
            if (DimensionSchema.Find(edition ?? "3") is not { } schema) return true;
            return rated.Keys.All(schema.HasCode)
                && schema.Dimensions.All(dimension => !dimension.RaisesLevel
                    || rated.ContainsKey(dimension.Code)
                    || dimension.Subdimensions.Any(part => rated.ContainsKey(part.Code)));
        }

        private static void CheckRatings(AssessReferralRequest request, ValidationContext<AssessReferralRequest> context)
        {
            foreach (var (number, dimension) in request.Dimensions ?? new Dictionary<string, AssessedDimension>())
            {
                if (dimension?.Rating is not (>= 0 and <= 4))
                    context.AddFailure($"dimensions.{number}.rating", "The rating is a number from 0 to 4.");
                if (dimension?.Rationale is not { Length: > 0 and <= FieldRules.TextMax } rationale
                    || string.IsNullOrWhiteSpace(rationale) || !FieldRules.IsStorable(rationale))
                {
                    context.AddFailure($"dimensions.{number}.rationale", "A rating needs its rationale.");
                }
            }
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/referrals/{id:guid}/assessment", HandleAsync)
        .WithName(nameof(AssessReferral))
        .WithTags("Level of care")
        .WithSummary("Records the assessment of a referral; after it a determination is made anew.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist)
        .Audited("referral.assess")
        .Validated(new Validator())
        .CreatesOnce(assessment => $"/api/intake/assessments/{assessment}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422);

    private static async Task<IResult> HandleAsync(
        Guid id, AssessReferralRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        var write = db.Write();
        if (await ReferralFacts.FindAsync(db, id, write.Now, cancellationToken) is not { } facts) return Problems.NotFound("referral");
        if (facts.Status == "closed") return Problems.Rule(Blocker.Closed.Rule, Blocker.Closed.Text);
        if (facts.Status == "admitted") return Problems.Rule(Blocker.AlreadyAdmitted.Rule, Blocker.AlreadyAdmitted.Text);

        var assessmentId = Guid.CreateVersion7(write.Now);
        await write
            .Created(assessmentId)
            .Add(
                """
                insert into assessments
                    (organization_id, id, referral_id, patient_id, site_id, dimensions, withdrawal_risk, can_take_part_in_groups,
                     home_is_safe, supports, prior_treatments, patient_prefers, diagnoses, assessed_by, assessed_at, edition,
                     functioning, violence_risk, attempt_within_year, complicated_withdrawal_before, overdose_within_year,
                     caregiver_takes_part, weight_percent, medically_stable, meal_support, version)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::text, $13, $14, $15, $16, $17::text, $18::text, $19::boolean,
                        $20::boolean, $21::boolean, $22::boolean, $23::int, $24::boolean, $25::text, 1)
                """,
                write.Caller.OrganizationId, assessmentId, id, facts.PatientId, facts.SiteId,
                IntakeFields.Dimensions.SealJson(assessmentId, Ratings(request)),
                request.WithdrawalRisk, request.CanTakePartInGroups, request.HomeIsSafe, request.Supports, request.PriorTreatments,
                request.PatientPrefers, (request.Diagnoses ?? []).Distinct().ToArray(), write.Caller.Subject, write.Now,
                request.Edition ?? "3", request.Functioning, request.ViolenceRisk, request.AttemptWithinYear,
                request.ComplicatedWithdrawalBefore, request.OverdoseWithinYear, request.CaregiverTakesPart, request.WeightPercent,
                request.MedicallyStable, request.MealSupport)
            .ChangeOne(
                "update referrals set status = 'assessed', version = version + 1 where id = $1 and version = $2", id, facts.Version)
            .Audit("assessment", assessmentId, facts.PatientId)
            .Publish(new AssessmentCompleted
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = 1,
                OccurredAt = write.Now,
                AssessmentId = assessmentId,
                ReferralId = id,
                PatientId = facts.PatientId,
                SiteId = facts.SiteId,
            })
            .CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/intake/assessments/{assessmentId}", new Created(assessmentId));
    }

    private static Dictionary<string, DimensionRating> Ratings(AssessReferralRequest request) =>
        request.Dimensions.ToDictionary(pair => pair.Key, pair => new DimensionRating(pair.Value.Rating!.Value, pair.Value.Rationale));
}
