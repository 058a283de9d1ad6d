using System.Diagnostics;
using IopPlatform.Contracts;
using IopPlatform.Persistence.Tenancy;
using NpgsqlTypes;
using static NpgsqlTypes.NpgsqlDbType;

namespace IopPlatform.Messaging.Outbox;

public static class WriteBatchMessages
{
    private static readonly RowInsert OutboxRow = new(
        "outbox", ("organization_id", Uuid), ("message_id", Uuid), ("message_type", Text), ("body", NpgsqlDbType.Json),
        ("trace_parent", Text), ("created_at", TimestampTz));

    /// <summary>Leaves the message in the outbox, in the transaction of the change; the relay sends it after the commit.</summary>
    public static WriteBatch Publish(this WriteBatch write, BusMessage message)
    {
        RequireSameOrganization(write, message);
        write.WakeRelay();
        return write.AddRow(
            OutboxRow,
            message.OrganizationId,
            Guid.CreateVersion7(write.Now),
            MessageTypes.NameOf(message),
            MessageTypes.Write(message),
            Activity.Current?.Id,
            write.Now);
    }

    /// <summary>
    /// Publishes the message at <paramref name="dueAt"/> (or soon after, when that is past). A later call with the same key
    /// replaces it.
    /// </summary>
    /// <param name="key">Unique in the organization and service, for example <c>follow-up/{id}</c>.</param>
    public static WriteBatch PublishWhenDue(this WriteBatch write, string key, DateTimeOffset dueAt, BusMessage message)
    {
        RequireSameOrganization(write, message);
        write.WakeRelay();
        return write.Add(
            """
            insert into due (organization_id, key, due_at, version, message_type, body) values ($1, $2, $3, 1, $4, $5::json)
            on conflict (organization_id, key) do update
            set due_at = excluded.due_at, version = due.version + 1, message_type = excluded.message_type, body = excluded.body
            """,
            message.OrganizationId, key, dueAt, MessageTypes.NameOf(message), MessageTypes.Write(message));
    }

    /// <summary>Takes back what <see cref="PublishWhenDue"/> planned, if it has not happened yet.</summary>
    public static WriteBatch CancelDue(this WriteBatch write, string key) =>
        write.Add("delete from due where key = $1", key);

    private static void RequireSameOrganization(WriteBatch write, BusMessage message)
    {
        if (message.OrganizationId != write.Caller.OrganizationId)
        {
            throw new InvalidOperationException("A message names another organization than the change it belongs to.");
        }
    }
}
