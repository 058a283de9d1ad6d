using IopPlatform.Contracts;
using IopPlatform.Messaging.Inbox;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.Extensions.Options;

namespace IopPlatform.Messaging.Parked;

/// <summary>Why a message is put aside.</summary>
/// <param name="Kind"><c>failure</c> or <c>crash</c>.</param>
/// <param name="ErrorType">The exception's type; never its text, which may hold anything.</param>
/// <param name="Attempts">The consumer's attempts this time.</param>
internal sealed record ParkReason(string Kind, string ErrorType, int Attempts)
{
    public static ParkReason Failure(Exception exception, int attempts) => new("failure", exception.GetType().Name, attempts);

    public static ParkReason Crash(int deliveries) => new("crash", "ProcessEnded", deliveries);
}

/// <summary>Puts messages aside in the consumer's own database, and closes them when they were handled after all.</summary>
internal sealed class Parking(TenantDatabases databases, IOptions<MessagingOptions> options)
{
    /// <summary>Marks a message that comes from the parked ones.</summary>
    public const string Header = "iop-parked";

    public async Task ParkAsync(
        BusMessage message, Guid messageId, string endpoint, ParkReason reason, string? traceParent, CancellationToken cancellationToken)
    {
        var write = Database(message.OrganizationId, "message.park").Write();
        await write
            .Add(
                """
                insert into parked_messages
                    (organization_id, message_id, endpoint, message_type, body, error_type, error_kind, attempts, parked_at,
                     first_parked_at, next_try_at, trace_parent)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, ($10::timestamptz[])[1], $11)
                on conflict (organization_id, message_id, endpoint) do update
                set attempts = parked_messages.attempts + excluded.attempts, error_type = excluded.error_type,
                    error_kind = excluded.error_kind, parked_at = excluded.parked_at,
                    -- What an operator has discarded stays discarded.
                    state = case parked_messages.state when 'discarded' then 'discarded' else 'parked' end,
                    closed_at = case parked_messages.state when 'discarded' then parked_messages.closed_at end,
                    next_try_at = case parked_messages.state when 'discarded' then null
                        else ($10::timestamptz[])[parked_messages.tries + 1] end
                """,
                message.OrganizationId,
                messageId,
                endpoint,
                MessageTypes.NameOf(message),
                ParkedFields.Body.Seal(ParkedFields.KeyOf(messageId, endpoint), MessageTypes.Write(message)),
                reason.ErrorType,
                reason.Kind,
                reason.Attempts,
                write.Now,
                RetrySchedule.From(write.Now, Random.Shared.NextDouble()),
                traceParent)
            .CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Closes a message that its consumer has handled now. Mostly the consumer's own change has done so already; where the inbox
    /// row was written elsewhere (a grain's journal, an earlier delivery), this does.
    /// </summary>
    public async Task CloseAsync(Guid organizationId, Guid messageId, string endpoint, CancellationToken cancellationToken)
    {
        var write = Database(organizationId, "message.close").Write();
        await write.Add(InboxMessage.CloseParked, organizationId, messageId, endpoint, write.Now).CommitAsync(cancellationToken);
    }

    /// <summary>The message itself, to be sent again.</summary>
    public async Task<BusMessage> ReadAsync(Guid organizationId, Guid id, CancellationToken cancellationToken)
    {
        var row = await Database(organizationId, "message.retry").QuerySingleAsync<Stored>(
            "select message_id, endpoint, message_type, body from parked_messages where id = $1", [id], cancellationToken)
            ?? throw new InvalidOperationException($"The parked message {id} is gone.");
        return MessageTypes.Read(row.MessageType, row.Body.Open(ParkedFields.Body, ParkedFields.KeyOf(row.MessageId, row.Endpoint)));
    }

    private TenantDatabase Database(Guid organizationId, string action) =>
        databases.For(Caller.Service(organizationId, options.Value.Service), action);

    private sealed record Stored(Guid MessageId, string Endpoint, string MessageType, SealedText Body);
}
