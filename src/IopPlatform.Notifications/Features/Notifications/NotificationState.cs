using IopPlatform.Contracts.Notifications.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Notifications.Domain;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Notifications.Features.Notifications;

/// <summary>The ways in which an attempt to send ends, each part of a change. All break it when the row was changed since.</summary>
internal static class NotificationState
{
    public static WriteBatch PutOff(this WriteBatch write, Guid id, long version, DateTimeOffset dueAt) => write
        .ChangeOne(
            """
            update notifications set state = 'queued', due_at = $3, version = version + 1 where id = $1 and version = $2
            """,
            id, version, dueAt)
        .PlanSending(id, dueAt);

    public static WriteBatch Canceled(this WriteBatch write, Guid id, SendFacts facts) => write
        .ChangeOne(
            "update notifications set state = 'canceled', version = version + 1 where id = $1 and version = $2",
            id, facts.Version)
        .Audit("notification", id, facts.PatientId, new { outcome = "canceled" });

    public static WriteBatch Sent(this WriteBatch write, Guid id, Guid? patientId, long version) => write
        .ChangeOne(
            """
            update notifications set state = 'sent', sent_at = $3, version = version + 1 where id = $1 and version = $2
            """,
            id, version, write.Now)
        .Audit("notification", id, patientId, new { outcome = "sent" })
        .Publish(new NotificationDelivered
        {
            OrganizationId = write.Caller.OrganizationId,
            Version = version + 1,
            OccurredAt = write.Now,
            NotificationId = id,
            PatientId = patientId,
            Channel = "email",
        });

    /// <param name="reason">As in <see cref="NotificationFailed.Reason"/>.</param>
    public static WriteBatch GivenUp(this WriteBatch write, Guid id, Guid? patientId, long version, string reason) => write
        .ChangeOne(
            """
            update notifications set state = 'failed', failure_reason = $3, version = version + 1
            where id = $1 and version = $2
            """,
            id, version, reason)
        .Audit("notification", id, patientId, new { outcome = "failed", reason })
        .Publish(new NotificationFailed
        {
            OrganizationId = write.Caller.OrganizationId,
            Version = version + 1,
            OccurredAt = write.Now,
            NotificationId = id,
            PatientId = patientId,
            Channel = "email",
            Reason = reason,
        });
}
