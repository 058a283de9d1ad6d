using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.Plans;

/// <summary>
/// The signed plan of an episode. A patient reads their own: rows of others are hidden from a patient's token, and drafts from
/// everybody here.
/// </summary>
public static class GetPlanInForce
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/episodes/{episodeId:guid}/plan", HandleAsync)
        .WithName(nameof(GetPlanInForce))
        .WithTags("Plans")
        .WithSummary("Shows the treatment plan that is in force for an episode; to a patient, their own.")
        .RequireRoles([.. Roles.Clinicians, Roles.Patient])
        .Audited("plan.read-in-force")
        .ReadsChart("plan")
        .OpensInEmergency()
        .Produces<PlanDetails>()
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid episodeId, TenantDatabase db, ChartReads reads, HttpResponse response, CancellationToken cancellationToken) =>
        await GetPlan.ShowAsync(await db.FindPlanInForceAsync(episodeId, cancellationToken), reads, response, cancellationToken);
}
