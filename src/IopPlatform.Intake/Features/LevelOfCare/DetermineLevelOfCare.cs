using FluentValidation;
using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Intake.Domain;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Created = IopPlatform.Persistence.Idempotency.Created;
using Level = IopPlatform.Clinical.LevelOfCare.LevelOfCare;

namespace IopPlatform.Intake.Features.LevelOfCare;

/// <param name="LevelOfCare">One of outpatient, iop, php, residential, inpatient, withdrawal-management.</param>
/// <param name="DepartureReason">Needed when the level is not the recommended one, or none is recommended.</param>
public sealed record DetermineLevelOfCareRequest(string LevelOfCare, string Rationale, string? DepartureReason);

/// <summary>A clinician decides on the level of care, with the recommendation on the table.</summary>
public static class DetermineLevelOfCare
{
    public sealed class Validator : AbstractValidator<DetermineLevelOfCareRequest>
    {
        public Validator()
        {
            RuleFor(request => request.LevelOfCare)
                .Must(code => LevelsOfCare.FromCode(code) is not null)
                .WithMessage($"This must be {Codes.List(LevelsOfCare.ByIntensity.Select(level => level.ToCode()))}.");
            RuleFor(request => request.Rationale).Prose();
            RuleFor(request => request.DepartureReason).Optional(FieldRules.TextMax);
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/referrals/{id:guid}/determination", HandleAsync)
        .WithName(nameof(DetermineLevelOfCare))
        .WithTags("Level of care")
        .WithSummary("Determines the level of care. A later determination replaces the former until admission.")
        .RequireRoles(Roles.Therapist, Roles.MedicalDirector)
        .Audited("level-of-care.determine")
        .Validated(new Validator())
        .CreatesOnce(determination => $"/api/intake/determinations/{determination}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412).ProducesProblem(422);

    /// <summary>Null when the determination may stand.</summary>
    public static ProblemHttpResult? Refuse(ReferralFacts facts, Level? recommended, Level level, string? departureReason)
    {
        if (facts.Status == "closed") return Problems.Rule(Blocker.Closed.Rule, Blocker.Closed.Text);
        if (facts.Status == "admitted") return Problems.Rule(Blocker.AlreadyAdmitted.Rule, Blocker.AlreadyAdmitted.Text);
        if (facts.AssessmentId is null) return Problems.Rule("assessment-missing", "Assess the referral first.");
        if (facts.ScreenerSafety == "high" && level != Level.Inpatient)
        {
            return Problems.Rule(
                "high-risk-unresolved",
                "The newest suicide risk screener shows high risk: evaluate in person and screen again, or determine inpatient care.",
                "levelOfCare");
        }

        if (recommended != level && string.IsNullOrWhiteSpace(departureReason))
        {
            return Problems.Rule(
                "departure-reason-missing",
                recommended is { } other
                    ? $"The rules recommend {other.ToName()}; say why you determine {level.ToName()}."
                    : "The rules recommend nothing yet because facts are missing or exclude it; say why you determine a level all the same.",
                "departureReason");
        }

        return null;
    }

    private static async Task<IResult> HandleAsync(
        Guid id, DetermineLevelOfCareRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        var write = db.Write();
        if (await ReferralFacts.FindAsync(db, id, write.Now, cancellationToken) is not { } facts) return Problems.NotFound("referral");
        var placement = await PlacementCase.LoadAsync(db, facts, cancellationToken);
        var recommended = placement.Recommendation.Recommended;
        if (Refuse(facts, recommended, LevelsOfCare.FromCode(request.LevelOfCare)!.Value, request.DepartureReason) is { } refusal)
            return refusal;

        var determinationId = Guid.CreateVersion7(write.Now);
        await write
            .Created(determinationId)
            .Add(
                """
                insert into determinations
                    (organization_id, id, referral_id, assessment_id, patient_id, site_id, level_of_care, recommended, rules_version,
                     facts, recommendation, rationale, departure_reason, determined_by, determined_at, version)
                values ($1, $2, $3, $4, $5, $6, $7, $8::text, $9, $10, $11, $12, $13::bytea, $14, $15, 1)
                """,
                write.Caller.OrganizationId, determinationId, id, facts.AssessmentId, facts.PatientId, facts.SiteId, request.LevelOfCare,
                recommended?.ToCode(), placement.Recommendation.RulesVersion,
                IntakeFields.DeterminationFacts.SealJson(determinationId, placement.Facts),
                IntakeFields.Recommendation.SealJson(determinationId, Recommendation.Of(placement)),
                IntakeFields.Rationale.Seal(determinationId, request.Rationale),
                IntakeFields.DepartureReason.Seal(determinationId, request.DepartureReason),
                write.Caller.Subject, write.Now)
            .ChangeOne(
                "update referrals set status = 'determined', version = version + 1 where id = $1 and version = $2", id, facts.Version)
            .Audit("determination", determinationId, facts.PatientId, new { level = request.LevelOfCare })
            .Publish(new LevelOfCareDetermined
            {
                OrganizationId = write.Caller.OrganizationId,
                Version = 1,
                OccurredAt = write.Now,
                DeterminationId = determinationId,
                ReferralId = id,
                PatientId = facts.PatientId,
                SiteId = facts.SiteId,
                LevelOfCare = request.LevelOfCare,
                Recommended = recommended?.ToCode(),
                RulesVersion = placement.Recommendation.RulesVersion,
            })
            .CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/intake/determinations/{determinationId}", new Created(determinationId));
    }
}
