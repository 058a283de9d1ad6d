using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.SafetyTasks;

public static class GetSafetyTask
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/safety-tasks/{id:guid}", HandleAsync)
        .WithName(nameof(GetSafetyTask))
        .WithTags("Safety tasks")
        .WithSummary("Shows one safety task with its disposition.")
        .RequireRoles(Roles.Clinicians)
        .Audited("safety-task.read")
        .ReadsChart("safety-task")
        .OpensInEmergency()
        .Produces<SafetyTaskDetails>()
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        if (await db.FindSafetyTaskAsync(id, cancellationToken) is not { } task) return Problems.NotFound("safety task");
        await reads.RecordAsync(task.PatientId, "safety-task", cancellationToken);
        return TypedResults.Ok(task.ToDetails(task.Disposition));
    }
}
