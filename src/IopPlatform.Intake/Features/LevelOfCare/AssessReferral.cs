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

/// <param name="Dimensions">All six, by number "1" to "6".</param>
/// <param name="WithdrawalRisk">One of none, mild, moderate, severe.</param>
/// <param name="Supports">One of none, some, strong.</param>
/// <param name="PriorTreatments">Treatments of the same problem before.</param>
/// <param name="PatientPrefers">A level of care, when the patient asks for one.</param>
/// <param name="Diagnoses">ICD-10-CM codes; when empty, those of the referral count.</param>
public sealed record AssessReferralRequest(
    IReadOnlyDictionary<string, AssessedDimension> Dimensions,
    string WithdrawalRisk,
    bool? CanTakePartInGroups,
    bool? HomeIsSafe,
    string Supports,
    int? PriorTreatments,
    string? PatientPrefers,
    IReadOnlyList<string>? Diagnoses);

/// <param name="Rating">0 (no problem) to 4 (imminent danger).</param>
public sealed record AssessedDimension(int? Rating, string Rationale);

/// <summary>Records a clinician's assessment. A later one does not change the former; the newest counts.</summary>
public static class AssessReferral
{
    private static readonly string[] dimensions = ["1", "2", "3", "4", "5", "6"];

    public sealed class Validator : AbstractValidator<AssessReferralRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Dimensions).NotNull()
                .Must(rated => rated is null || (rated.Count == 6 && dimensions.All(rated.ContainsKey)))
                .WithMessage("All six dimensions, \"1\" to \"6\", need a rating, and no others.");
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
                     home_is_safe, supports, prior_treatments, patient_prefers, diagnoses, assessed_by, assessed_at, version)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::text, $13, $14, $15, 1)
                """,
                write.Caller.OrganizationId, assessmentId, id, facts.PatientId, facts.SiteId,
                IntakeFields.Dimensions.SealJson(assessmentId, Ratings(request)),
                request.WithdrawalRisk, request.CanTakePartInGroups, request.HomeIsSafe, request.Supports, request.PriorTreatments,
                request.PatientPrefers, (request.Diagnoses ?? []).Distinct().ToArray(), write.Caller.Subject, write.Now)
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
