using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace IopPlatform.Messaging.Failed;

/// <summary>
/// Removes queues that an earlier version has declared with other arguments, so that they can be declared anew. Only empty ones: a
/// message that waits is not lost for an argument's sake.
/// </summary>
public static class OutdatedQueues
{
    private const int PreconditionFailed = 406;

    /// <exception cref="InvalidOperationException">One of them holds messages; the message says what to do.</exception>
    public static async Task RemoveAsync(string broker, IEnumerable<ServiceQueues> services, CancellationToken cancellationToken)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync(cancellationToken);
        foreach (var (queue, failed) in services.SelectMany(service => service.Consumers.Select(queue => (queue.Name, service.Failed))))
        {
            if (await IsOutdatedAsync(connection, queue, failed, cancellationToken))
            {
                await RemoveAsync(connection, queue, cancellationToken);
            }
        }
    }

    /// <summary>Declaring also creates it when it is not there, as the next step would.</summary>
    private static async Task<bool> IsOutdatedAsync(IConnection connection, string queue, string failed, CancellationToken cancellationToken)
    {
        // A refusal closes the channel.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await channel.QueueDeclareAsync(
                queue, durable: true, exclusive: false, autoDelete: false,
                QueueShape.ConsumerArguments(failed).ToDictionary(), cancellationToken: cancellationToken);
            return false;
        }
        catch (OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == PreconditionFailed)
        {
            return true;
        }
    }

    private static async Task RemoveAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var waiting = await channel.MessageCountAsync(queue, cancellationToken);
        if (waiting > 0)
        {
            throw new InvalidOperationException(
                $"Queue {queue} was declared by an earlier version and holds {waiting} messages. Let that version empty it, or delete "
                + "the queue and replay its events once the platform runs ('./iop events replay').");
        }

        // The broker deletes quorum queues unconditionally only. Nothing is sent meanwhile: no service runs before the migrations.
        await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: cancellationToken);
    }
}
