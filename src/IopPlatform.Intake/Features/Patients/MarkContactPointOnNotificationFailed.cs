using IopPlatform.Contracts.Notifications.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Intake.Features.Patients;

/// <summary>
/// Remembers that a channel has failed. A message that was given up for want of consent or of an address, or because it had
/// expired, says nothing about whether the address works.
/// </summary>
public sealed class MarkContactPointOnNotificationFailed(TenantDatabase db) : IConsumer<NotificationFailed>
{
    private const string RefusedByServer = "refused-by-server";

    public Task Consume(ConsumeContext<NotificationFailed> context)
    {
        var failed = context.Message;
        var write = db.Write();
        if (failed.PatientId is { } patientId && failed.Reason == RefusedByServer)
        {
            write
                .Add(
                    """
                    insert into contact_reach as r (organization_id, patient_id, channel, last_failed_at, failure_reason, version)
                    values ($1, $2, $3, $4, $5, 1)
                    on conflict (organization_id, patient_id, channel) do update
                    set last_failed_at = greatest(r.last_failed_at, excluded.last_failed_at),
                        failure_reason = excluded.failure_reason, version = r.version + 1
                    """,
                    failed.OrganizationId, patientId, failed.Channel, failed.OccurredAt, failed.Reason)
                .Audit("contact-points", patientId, patientId, new { channel = failed.Channel, reached = false });
        }

        return write.CommitAsync(context.CancellationToken);
    }
}
