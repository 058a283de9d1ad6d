using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Notifications.Domain;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using MassTransit;

namespace IopPlatform.Notifications.Features.Pages;

/// <summary>Writes to the therapists and the medical director of the site at once, without saying what it is about.</summary>
public sealed partial class PageOnSafetyTaskOpened(TenantDatabase db, ILogger<PageOnSafetyTaskOpened> logger)
    : IConsumer<SafetyTaskOpened>
{
    public async Task Consume(ConsumeContext<SafetyTaskOpened> context)
    {
        var task = context.Message;
        var write = db.Write();
        var staff = await db.StaffOnSiteAsync(task.SiteId, Roles.Clinicians, context.CancellationToken);
        if (staff.Count == 0)
        {
            LogNobody(task.TaskId, task.SiteId);
        }

        var pages = await db.NewAsync([.. staff.Select(id => Page(task, id, write.Now))], context.CancellationToken);
        foreach (var page in pages)
        {
            write.Queue(page);
        }

        await write
            .Audit("safety-task", task.TaskId, task.PatientId, new { paged = pages.Count })
            .CommitAsync(context.CancellationToken);
    }

    private static Outbound Page(SafetyTaskOpened task, Guid staffId, DateTimeOffset now) =>
        Outbound.AtOnce(TemplateNames.StaffTask, $"task/{task.TaskId}/{staffId}", task.SiteId, task.TaskId, now) with
        {
            StaffId = staffId,
            EpisodeId = task.EpisodeId,
            TellsAt = task.AcknowledgeBy,
        };

    [LoggerMessage(LogLevel.Error, "Nobody at site {SiteId} can be paged for task {TaskId}")]
    private partial void LogNobody(Guid taskId, Guid siteId);
}
