using IopPlatform.Contracts.Notifications.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Intake.Features.Patients;

/// <summary>Remembers that a channel has reached the patient. Late and repeated messages change nothing that is newer.</summary>
public sealed class MarkContactPointOnNotificationDelivered(TenantDatabase db) : IConsumer<NotificationDelivered>
{
    public Task Consume(ConsumeContext<NotificationDelivered> context)
    {
        var delivered = context.Message;
        var write = db.Write();
        // Messages to staff concern no patient's contact points.
        if (delivered.PatientId is { } patientId)
        {
            write
                .Add(
                    """
                    insert into contact_reach as r (organization_id, patient_id, channel, last_reached_at, version)
                    values ($1, $2, $3, $4, 1)
                    on conflict (organization_id, patient_id, channel) do update
                    set last_reached_at = greatest(r.last_reached_at, excluded.last_reached_at), version = r.version + 1
                    """,
                    delivered.OrganizationId, patientId, delivered.Channel, delivered.OccurredAt)
                .Audit("contact-points", patientId, patientId, new { channel = delivered.Channel, reached = true });
        }

        return write.CommitAsync(context.CancellationToken);
    }
}
