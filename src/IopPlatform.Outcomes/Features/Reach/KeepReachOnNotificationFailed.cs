using IopPlatform.Contracts.Notifications.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Outcomes.Features.Reach;

/// <summary>Keeps why the newest lost message did not get through to a patient: then a call is needed.</summary>
public sealed class KeepReachOnNotificationFailed(TenantDatabase db) : IConsumer<NotificationFailed>
{
    public Task Consume(ConsumeContext<NotificationFailed> context)
    {
        var failed = context.Message;
        var write = db.Write();
        if (failed.PatientId is { } patient)
        {
            write
                .Add(
                    """
                    insert into reach (organization_id, patient_id, failed_at, failure_reason) values ($1, $2, $3, $4)
                    on conflict (organization_id, patient_id) do update
                    set failed_at = excluded.failed_at, failure_reason = excluded.failure_reason
                    where reach.failed_at is null or reach.failed_at < excluded.failed_at
                    """,
                    failed.OrganizationId, patient, failed.OccurredAt, failed.Reason)
                .Audit("notification", failed.NotificationId, patient);
        }

        return write.CommitAsync(context.CancellationToken);
    }
}
