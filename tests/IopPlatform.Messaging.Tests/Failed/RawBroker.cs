using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace IopPlatform.Messaging.Tests.Failed;

/// <summary>The broker without MassTransit: messages that nobody of ours would write, and clients that fall silent.</summary>
internal static class RawBroker
{
    public static async Task PublishAsync(string broker, string exchange, string queue, BasicProperties properties, string body)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.BasicPublishAsync(exchange, queue, mandatory: true, properties, System.Text.Encoding.UTF8.GetBytes(body));
    }

    /// <summary>Takes the queue's next message and loses the connection, as a process does that ends in the middle of the work.</summary>
    public static async Task TakeAndVanishAsync(string broker, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        while (await channel.BasicGetAsync(queue, autoAck: false) is null)
        {
            await Task.Delay(20);
        }

        await connection.CloseAsync();
    }

    public static async Task<uint> CountAsync(string broker, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        return await channel.MessageCountAsync(queue);
    }

    /// <summary>False also while the queue does not exist.</summary>
    public static async Task<bool> IsConsumedAsync(string broker, string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            return await channel.ConsumerCountAsync(queue) > 0;
        }
        catch (OperationInterruptedException)
        {
            return false;
        }
    }
}
