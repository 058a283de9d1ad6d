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
            update notifications set state = 'queued', waits_for = null, due_at = $3, version = version + 1 where id = $1 and version = $2
            """,
            id, version, dueAt)
        .PlanSending(id, dueAt);

    /// <summary>Intake could not be asked, or could not say: the message waits, and whoever looks at it sees why.</summary>
    public static WriteBatch WaitsForDecision(this WriteBatch write, Guid id, SendFacts facts, DateTimeOffset dueAt) => write
        .ChangeOne(
            """
            update notifications
            set state = 'queued', waits_for = 'disclosure-decision', attempts = attempts + 1, due_at = $3, version = version + 1
            where id = $1 and version = $2
            """,
            id, facts.Version, dueAt)
        .Audit("notification", id, facts.PatientId, new { outcome = "waits", reason = "disclosure-decision", attempts = facts.Attempts + 1 })
        .PlanSending(id, dueAt);

    public static WriteBatch Canceled(this WriteBatch write, Guid id, SendFacts facts) => write
        .ChangeOne(
            "update notifications set state = 'canceled', version = version + 1 where id = $1 and version = $2",
            id, facts.Version)
        .Audit("notification", id, facts.PatientId, new { outcome = "canceled" });

    /// <param name="disclosureId">The line in Intake's log that lets it leave; null for messages to staff.</param>
    public static WriteBatch Sent(this WriteBatch write, Guid id, Guid? patientId, long version, Guid? disclosureId) => write
        .ChangeOne(
            """
            update notifications set state = 'sent', sent_at = $3, version = version + 1 where id = $1 and version = $2
            """,
            id, version, write.Now)
        .Audit("notification", id, patientId, new { outcome = "sent", disclosure = disclosureId })
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
