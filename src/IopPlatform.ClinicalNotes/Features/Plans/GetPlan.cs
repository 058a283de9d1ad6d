using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Plans;

/// <param name="Status">draft, signed (in force) or superseded.</param>
/// <param name="ReviewDueOn">The last day on which the plan's review is in time; null for a draft.</param>
public sealed record PlanDetails(
    Guid Id,
    Guid EpisodeId,
    Guid PatientId,
    Guid SiteId,
    string Status,
    IReadOnlyList<PlanProblem> Problems,
    IReadOnlyList<PlanGoal> Goals,
    IReadOnlyList<PlanIntervention> Interventions,
    Guid AuthorId,
    DateTimeOffset CreatedAt,
    Guid? SignedBy,
    DateTimeOffset? SignedAt,
    string? ContentHash,
    DateOnly? ReviewDueOn,
    long Version);

public static class GetPlan
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/plans/{id:guid}", HandleAsync)
        .WithName(nameof(GetPlan))
        .WithTags("Plans")
        .WithSummary("Shows one treatment plan.")
        .RequireRoles(Roles.Clinicians)
        .Audited("plan.read")
        .ReadsChart("plan")
        .Produces<PlanDetails>()
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await db.FindPlanAsync(id, cancellationToken) is not { } plan) return Problems.NotFound("plan");
        await reads.RecordAsync(plan.PatientId, "plan", cancellationToken);
        response.SetEntityTag(plan.Version);
        var content = plan.Content;
        return TypedResults.Ok(new PlanDetails(
            plan.Id, plan.EpisodeId, plan.PatientId, plan.SiteId, plan.Status, content.Problems, content.Goals,
            content.Interventions, plan.AuthorId, plan.CreatedAt, plan.SignedBy, plan.SignedAt, plan.ContentHash,
            plan.ReviewDueOn, plan.Version));
    }
}
