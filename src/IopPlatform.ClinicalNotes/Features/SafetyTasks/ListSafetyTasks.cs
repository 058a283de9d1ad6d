using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Emergency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Features.SafetyTasks;

public static class ListSafetyTasks
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/safety-tasks", HandleAsync)
        .WithName(nameof(ListSafetyTasks))
        .WithTags("Safety tasks")
        .WithSummary("Lists safety tasks of the caller's sites, the most pressing first; status is open or acknowledged.")
        .RequireRoles(Roles.Clinicians)
        .Audited("safety-task.list")
        .ReadsChart("safety-tasks")
        .OpensInEmergency()
        .Produces<Page<SafetyTaskDetails>>()
        .ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        string? status, Guid? siteId, string? cursor, int? limit, TenantDatabase db, ChartReads reads,
        CancellationToken cancellationToken)
    {
        if (status is not (null or "open" or "acknowledged"))
        {
            return Problems.Field("status", Codes.OneOf(["open", "acknowledged"]));
        }

        if (!TimeCursor.TryParse(cursor, out var after)) return Problems.Field("cursor", "This is not a cursor of this list.");
        var size = Cursor.Limit(limit);
        var rows = await db.QueryAsync<SafetyTaskRow>(
            $"""
            {SafetyTaskRow.Select}
            where ($1::text is null or t.status = $1) and ($2::uuid is null or t.site_id = $2)
                and ($3::timestamptz is null or (t.acknowledge_by, t.id) > ($3, $4::uuid))
            order by t.acknowledge_by, t.id limit $5
            """,
            [status, siteId, after?.At, after?.Id, size + 1],
            cancellationToken);
        var page = Cursor.Cut(
            [.. rows.Select(row => row.ToDetails(disposition: null))],
            size,
            task => TimeCursor.Of(task.AcknowledgeBy, task.Id));
        await reads.RecordAsync(page.Items.Select(task => task.PatientId), "safety-tasks", cancellationToken);
        return TypedResults.Ok(page);
    }
}
