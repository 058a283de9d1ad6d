using IopPlatform.Contracts.Notifications.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Outcomes.Features.Reach;

/// <summary>Keeps when a message last left for a patient, for those who follow up.</summary>
public sealed class KeepReachOnNotificationDelivered(TenantDatabase db) : IConsumer<NotificationDelivered>
{
    public Task Consume(ConsumeContext<NotificationDelivered> context)
    {
        var delivered = context.Message;
        var write = db.Write();
        if (delivered.PatientId is { } patient)
        {
            write
                .Add(
                    """
                    insert into reach (organization_id, patient_id, delivered_at) values ($1, $2, $3)
                    on conflict (organization_id, patient_id) do update
                    set delivered_at = greatest(reach.delivered_at, excluded.delivered_at)
                    """,
                    delivered.OrganizationId, patient, delivered.OccurredAt)
                .Audit("notification", delivered.NotificationId, patient);
        }

        return write.CommitAsync(context.CancellationToken);
    }
}
