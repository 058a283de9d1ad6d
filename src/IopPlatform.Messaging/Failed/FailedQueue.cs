using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace IopPlatform.Messaging.Failed;

/// <summary>A message that never reached its consumer's database, so that the broker keeps it. Its content is not shown.</summary>
/// <param name="Id">The message's id; where it has none, the beginning of its content's hash.</param>
/// <param name="Endpoint">The queue it was meant for; empty for a type that nobody there handles, which can only be discarded.</param>
/// <param name="Reason">
/// <c>fault</c> (not readable, or its consumer's database was away), <c>dead-letter</c> (nobody there handles its type), or
/// <c>delivery_limit</c> (no delivery was ever answered).
/// </param>
public sealed record FailedMessage(string Id, string Endpoint, string Reason, string? ErrorType, DateTimeOffset? FailedAt, int Bytes);

/// <summary>What the broker keeps in the service's failed queue.</summary>
internal sealed class FailedQueue(string broker, ServiceQueues queues)
{
    public const int ListedMax = 500;

    /// <summary>Looks at the first messages and leaves them there.</summary>
    public Task<IReadOnlyList<FailedMessage>> ListAsync(CancellationToken cancellationToken) =>
        WalkAsync(ListedMax, (_, _) => Task.FromResult(false), cancellationToken);

    /// <summary>Sends messages back to the queues they were meant for.</summary>
    /// <param name="id">Null: every one.</param>
    public Task<IReadOnlyList<FailedMessage>> ReturnAsync(string? id, CancellationToken cancellationToken) => WalkAsync(
        int.MaxValue,
        async (channel, found) =>
        {
            if (found.Message.Endpoint.Length == 0 || (id is not null && found.Message.Id != id)) return false;

            var properties = new BasicProperties(found.Delivery.BasicProperties);
            foreach (var header in properties.Headers?.Keys.Where(IsOfItsFailure).ToList() ?? [])
            {
                properties.Headers!.Remove(header);
            }

            // Confirmed and mandatory: it is taken off here only when it is there.
            await channel.BasicPublishAsync("", found.Message.Endpoint, mandatory: true, properties, found.Delivery.Body, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>Takes one message off for good.</summary>
    public Task<IReadOnlyList<FailedMessage>> DiscardAsync(string id, CancellationToken cancellationToken) =>
        WalkAsync(int.MaxValue, (_, found) => Task.FromResult(found.Message.Id == id), cancellationToken);

    /// <summary>Looks once at each message that is there now; those for which <paramref name="take"/> says so are taken off.</summary>
    /// <returns>The messages taken off; all that were seen when none was.</returns>
    private async Task<IReadOnlyList<FailedMessage>> WalkAsync(
        int messagesMax, Func<IChannel, Found, Task<bool>> take, CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellationToken);
        var (seen, taken) = (new List<FailedMessage>(), new List<FailedMessage>());
        try
        {
            // Those that stay are held until the channel closes, so each is met once.
            for (var left = Math.Min(messagesMax, await channel.MessageCountAsync(queues.Failed, cancellationToken)); left > 0; left--)
            {
                if (await channel.BasicGetAsync(queues.Failed, autoAck: false, cancellationToken) is not { } delivery)
                {
                    break;
                }

                var message = Describe(delivery);
                seen.Add(message);
                if (await take(channel, new Found(delivery, message)))
                {
                    await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, cancellationToken);
                    taken.Add(message);
                }
            }
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == 404)
        {
            // Nothing has ever failed, so there is no such queue yet.
        }

        return messagesMax == ListedMax ? seen : taken;
    }

    private static FailedMessage Describe(BasicGetResult delivery)
    {
        var headers = delivery.BasicProperties.Headers;
        var from = Text("MT-Fault-InputAddress") is { } address ? new Uri(address).AbsolutePath.Split('/')[^1] : Text("x-first-death-queue");
        return new FailedMessage(
            delivery.BasicProperties.MessageId ?? Convert.ToHexStringLower(SHA256.HashData(delivery.Body.Span))[..16],
            from ?? "",
            Text("MT-Reason") ?? Text("x-first-death-reason") ?? "",
            Text("MT-Fault-ExceptionType"),
            DateTimeOffset.TryParse(Text("MT-Fault-Timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
            delivery.Body.Length);

        string? Text(string header) => headers is not null && headers.TryGetValue(header, out var value)
            ? value switch { byte[] bytes => Encoding.UTF8.GetString(bytes), null => null, _ => value.ToString() }
            : null;
    }

    /// <summary>What was written when it failed; kept, it would be mistaken for the story of the next failure.</summary>
    private static bool IsOfItsFailure(string header) =>
        header.StartsWith("MT-", StringComparison.Ordinal)
        || header.StartsWith("x-death", StringComparison.Ordinal)
        || header.StartsWith("x-first-death", StringComparison.Ordinal)
        || header.StartsWith("x-delivery-count", StringComparison.Ordinal);

    private sealed record Found(BasicGetResult Delivery, FailedMessage Message);
}
