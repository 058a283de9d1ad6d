using IopPlatform.Contracts.Outcomes.V1;
using IopPlatform.Notifications.Domain;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Notifications.Features.FollowUps;

/// <summary>Takes back what is still queued about a follow-up that is done.</summary>
public sealed class ForgetFollowUpOnFollowUpCompleted(TenantDatabase db) : IConsumer<FollowUpCompleted>
{
    public async Task Consume(ConsumeContext<FollowUpCompleted> context)
    {
        var followUp = context.Message;
        var queued = await db.QueuedOfSourceAsync(followUp.FollowUpId, context.CancellationToken);
        await db.Write()
            .Add(
                "insert into completed_follow_ups (organization_id, id, site_id) values ($1, $2, $3) on conflict do nothing",
                followUp.OrganizationId, followUp.FollowUpId, followUp.SiteId)
            .CancelQueued(queued)
            .Audit("follow-up", followUp.FollowUpId, followUp.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
