using FluentValidation;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Plans;

public sealed record WritePlanRequest(
    IReadOnlyList<PlanProblem> Problems, IReadOnlyList<WritePlanGoal> Goals, IReadOnlyList<PlanIntervention> Interventions);

public sealed record WritePlanGoal(string Title, IReadOnlyList<WritePlanObjective> Objectives);

public sealed record WritePlanObjective(string Title, string? Measure, DateOnly? TargetOn);

public static class WritePlan
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/episodes/{episodeId:guid}/plans", HandleAsync)
        .WithName(nameof(WritePlan))
        .WithTags("Plans")
        .WithSummary("Drafts a treatment plan; it comes into force when it is signed.")
        .RequireRoles(Roles.Therapist)
        .Audited("plan.write")
        .Validated(new Validator())
        .CreatesOnce(id => $"/api/clinical-notes/plans/{id}")
        .Produces<Created>(201)
        .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        Guid episodeId, WritePlanRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (await db.FindChartAsync(episodeId, cancellationToken) is not { } chart) return Problems.NotFound("episode");
        if (chart.ClosedProblem() is { } closed) return closed;
        var write = db.Write();
        var id = Guid.CreateVersion7(write.Now);
        await write
            .Created(id)
            .Add(
                """
                insert into plans (organization_id, id, site_id, patient_id, episode_id, status, author_id, created_at,
                    clinical_text, version)
                values ($1, $2, $3, $4, $5, 'draft', $6, $7, $8, 1)
                """,
                write.Caller.OrganizationId, id, chart.SiteId, chart.PatientId, episodeId, write.Caller.Clinician(), write.Now,
                ClinicalFields.Plan.SealJson(id, Content(request, write.Now)))
            .Audit("plan", id, chart.PatientId)
            .CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/clinical-notes/plans/{id}", new Created(id));
    }

    /// <summary>Objectives get ids, so that notes can say which one they served.</summary>
    private static PlanContent Content(WritePlanRequest request, DateTimeOffset now) => new(
        request.Problems,
        [.. request.Goals.Select(goal => new PlanGoal(
            goal.Title,
            [.. goal.Objectives.Select(objective =>
                new PlanObjective(Guid.CreateVersion7(now), objective.Title, objective.Measure, objective.TargetOn))]))],
        request.Interventions);

    private sealed class Validator : AbstractValidator<WritePlanRequest>
    {
        private const int ListMax = 30;
        private const int TitleMax = 500;

        public Validator()
        {
            RuleFor(plan => plan.Problems).NotEmpty().Must(AtMostListMax).WithMessage($"At most {ListMax}.");
            RuleForEach(plan => plan.Problems).NotNull().ChildRules(problem =>
            {
                problem.RuleFor(item => item.Title).NotEmpty().MaximumLength(TitleMax);
                problem.RuleFor(item => item.Icd10).Matches(@"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$")
                    .WithMessage("This is not an ICD-10-CM code such as F33.1.");
            });
            RuleFor(plan => plan.Goals).NotEmpty().Must(AtMostListMax).WithMessage($"At most {ListMax}.");
            RuleForEach(plan => plan.Goals).NotNull().ChildRules(goal =>
            {
                goal.RuleFor(item => item.Title).NotEmpty().MaximumLength(TitleMax);
                goal.RuleFor(item => item.Objectives).NotEmpty().Must(AtMostListMax).WithMessage($"At most {ListMax}.");
                goal.RuleForEach(item => item.Objectives).NotNull().ChildRules(objective =>
                {
                    objective.RuleFor(item => item.Title).NotEmpty().MaximumLength(TitleMax);
                    objective.RuleFor(item => item.Measure).MaximumLength(TitleMax);
                });
            });
            RuleFor(plan => plan.Interventions).NotEmpty().Must(AtMostListMax).WithMessage($"At most {ListMax}.");
            RuleForEach(plan => plan.Interventions).NotNull().ChildRules(intervention =>
            {
                intervention.RuleFor(item => item.Kind).NotEmpty().MaximumLength(TitleMax);
                intervention.RuleFor(item => item.Frequency).NotEmpty().MaximumLength(TitleMax);
            });
        }

        private static bool AtMostListMax<T>(IReadOnlyList<T>? list) => list is not { Count: > ListMax };
    }
}
