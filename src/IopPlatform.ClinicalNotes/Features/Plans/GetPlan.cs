using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
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
    long Version)
{
    internal static PlanDetails Of(PlanRow plan)
    {
        var content = plan.Content;
        return new(
            plan.Id, plan.EpisodeId, plan.PatientId, plan.SiteId, plan.Status, content.Problems, content.Goals,
            content.Interventions, plan.AuthorId, plan.CreatedAt, plan.SignedBy, plan.SignedAt, plan.ContentHash,
            plan.ReviewDueOn, plan.Version);
    }
}

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
        .OpensInEmergency()
        .Produces<PlanDetails>()
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, HttpResponse response, CancellationToken cancellationToken) =>
        await ShowAsync(await db.FindPlanAsync(id, cancellationToken), reads, response, cancellationToken);

    /// <summary>Records the look before anything is shown.</summary>
    internal static async Task<IResult> ShowAsync(PlanRow? found, ChartReads reads, HttpResponse response, CancellationToken cancellationToken)
    {
        if (found is not { } plan) return Problems.NotFound("plan");
        await reads.RecordAsync(plan.PatientId, "plan", cancellationToken);
        response.SetEntityTag(plan.Version);
        return TypedResults.Ok(PlanDetails.Of(plan));
    }
}
