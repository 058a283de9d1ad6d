using IopPlatform.Contracts.Notifications.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Notifications.Domain;

/// <summary>Queues messages and takes them back, as part of the change that gives the reason.</summary>
public static class Queueing
{
    private const string Insert =
        """
        insert into notifications
            (organization_id, id, site_id, patient_id, staff_id, episode_id, source_id, template, channel, dedup_key, tells_at,
             state, due_at, expires_at, attempts, created_at, version)
        values ($1, $2, $3, $4::uuid, $5::uuid, $6::uuid, $7, $8, 'email', $9, $10::timestamptz, 'queued', $11, $12, 0, $13, 1)
        """;

    /// <summary>Queues the message; breaks the change when its key is taken, so look for the key first.</summary>
    public static WriteBatch Queue(this WriteBatch write, Outbound message)
    {
        var id = Guid.CreateVersion7(write.Now);
        return write
            .Add(
                Insert,
                write.Caller.OrganizationId, id, message.SiteId, message.PatientId, message.StaffId, message.EpisodeId,
                message.SourceId, message.Template, message.Key, message.TellsAt, message.DueAt, message.ExpiresAt, write.Now)
            .PlanSending(id, message.DueAt);
    }

    /// <summary>Lets the command to send the message come when it is due; replaces an earlier plan.</summary>
    public static WriteBatch PlanSending(this WriteBatch write, Guid notificationId, DateTimeOffset dueAt) =>
        write.PublishWhenDue(
            DueKey(notificationId),
            dueAt,
            new SendNotification { OrganizationId = write.Caller.OrganizationId, NotificationId = notificationId });

    /// <summary>Takes back messages as far as they are still queued.</summary>
    public static WriteBatch CancelQueued(this WriteBatch write, IReadOnlyList<Guid> notificationIds)
    {
        if (notificationIds.Count > 0)
        {
            write.Add(
                "update notifications set state = 'canceled', version = version + 1 where id = any($1) and state = 'queued'",
                notificationIds);
        }

        foreach (var id in notificationIds)
        {
            write.CancelDue(DueKey(id));
        }

        return write;
    }

    public static Task<IReadOnlyList<Guid>> QueuedOfSourceAsync(
        this TenantDatabase db, Guid sourceId, CancellationToken cancellationToken) =>
        db.QueryAsync<Guid>(
            "select id from notifications where source_id = $1 and state = 'queued'", [sourceId], cancellationToken);

    /// <summary>Those of the messages whose key is not taken yet.</summary>
    public static async Task<IReadOnlyList<Outbound>> NewAsync(
        this TenantDatabase db, IReadOnlyList<Outbound> messages, CancellationToken cancellationToken)
    {
        string[] keys = [.. messages.Select(message => message.Key)];
        var taken = await db.QueryAsync<string>(
            "select dedup_key from notifications where dedup_key = any($1)", [keys], cancellationToken);
        return [.. messages.Where(message => !taken.Contains(message.Key))];
    }

    private static string DueKey(Guid notificationId) => $"notification/{notificationId}";
}
