using FluentValidation;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Discharges;

/// <param name="Reason">completed, transferred, dropped-out, terminated, incarcerated, death or other (TEDS-D).</param>
/// <param name="FollowUps">What was agreed with the patient, beside the standard follow-ups.</param>
public sealed record WriteDischargeRequest(
    DateOnly DischargedOn,
    string Reason,
    string Summary,
    RelapsePreventionPlan RelapsePreventionPlan,
    IReadOnlyList<AgreedFollowUp> FollowUps);

public static class WriteDischarge
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/episodes/{episodeId:guid}/discharge", HandleAsync)
        .WithName(nameof(WriteDischarge))
        .WithTags("Discharges")
        .WithSummary("Drafts the discharge of an episode with its relapse-prevention plan; signing it ends the episode.")
        .RequireRoles(Roles.Clinicians)
        .Audited("discharge.write")
        .Validated(new Validator())
        .CreatesOnce(id => $"/api/clinical-notes/discharges/{id}")
        .Produces<Created>(201)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        Guid episodeId, WriteDischargeRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (await db.FindChartAsync(episodeId, cancellationToken) is not { } chart) return Problems.NotFound("episode");
        if (chart.ClosedProblem() is { } closed) return closed;
        if (request.DischargedOn < chart.AdmittedOn)
        {
            return Problems.Field("dischargedOn", $"The patient was admitted on {chart.AdmittedOn:yyyy-MM-dd}.");
        }

        var write = db.Write();
        var id = Guid.CreateVersion7(write.Now);
        await write
            .Created(id)
            .Add(
                """
                insert into discharges (organization_id, id, site_id, patient_id, episode_id, status, discharged_on, reason,
                    follow_ups, author_id, created_at, clinical_text, version)
                values ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, $9, $10, $11, 1)
                """,
                write.Caller.OrganizationId, id, chart.SiteId, chart.PatientId, episodeId, request.DischargedOn, request.Reason,
                new Json(request.FollowUps), write.Caller.Clinician(), write.Now,
                ClinicalFields.Discharge.SealJson(id, new DischargeContent(request.Summary, request.RelapsePreventionPlan)))
            .Audit("discharge", id, chart.PatientId)
            .CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/clinical-notes/discharges/{id}", new Created(id));
    }

    private sealed class Validator : AbstractValidator<WriteDischargeRequest>
    {
        private const int SummaryLengthMax = 20_000;
        private const int FollowUpsMax = 20;

        public Validator()
        {
            RuleFor(discharge => discharge.DischargedOn).NotEmpty();
            RuleFor(discharge => discharge.Reason).Must(Codes.DischargeReasons.Contains)
                .WithMessage(Codes.OneOf(Codes.DischargeReasons));
            RuleFor(discharge => discharge.Summary).NotEmpty().MaximumLength(SummaryLengthMax);
            RuleFor(discharge => discharge.RelapsePreventionPlan).NotNull().SetValidator(new PlanValidator());
            RuleFor(discharge => discharge.FollowUps).NotNull()
                .Must(items => items is not { Count: > FollowUpsMax }).WithMessage($"At most {FollowUpsMax}.");
            RuleForEach(discharge => discharge.FollowUps).NotNull().ChildRules(item =>
                item.RuleFor(followUp => followUp.Kind).Must(Codes.FollowUpKinds.Contains)
                    .WithMessage(Codes.OneOf(Codes.FollowUpKinds)));
            RuleForEach(discharge => discharge.FollowUps)
                .Must((discharge, followUp) => followUp is null || followUp.DueOn >= discharge.DischargedOn)
                .WithMessage("A follow-up is due on the day of discharge or later.");
        }
    }

    private sealed class PlanValidator : AbstractValidator<RelapsePreventionPlan>
    {
        private const int ItemsMax = 30;
        private const int ItemLengthMax = 500;

        public PlanValidator()
        {
            // A patient may leave before a plan could be made, so lists may be empty, but each must be given.
            List(plan => plan.Triggers);
            List(plan => plan.WarningSigns);
            List(plan => plan.CopingTools);
            List(plan => plan.Supports);
            List(plan => plan.EmergencySteps);
        }

        private void List(System.Linq.Expressions.Expression<Func<RelapsePreventionPlan, IReadOnlyList<string>>> list) =>
            RuleFor(list).NotNull()
                .Must(items => items is null
                    || (items.Count <= ItemsMax && items.All(item => item is { Length: > 0 and <= ItemLengthMax })))
                .WithMessage($"At most {ItemsMax} texts of 1 to {ItemLengthMax} characters.");
    }
}
