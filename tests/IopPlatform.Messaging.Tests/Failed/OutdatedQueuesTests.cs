using IopPlatform.Messaging.Failed;
using IopPlatform.Testing;
using RabbitMQ.Client;

namespace IopPlatform.Messaging.Tests.Failed;

public sealed class OutdatedQueuesTests
{
    private const string Queue = "counting-count-site-on-site-changed";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static readonly ServiceQueues[] Services = [ServiceQueues.Of("counting", typeof(CountingHost).Assembly)];

    [Fact]
    public async Task Remove_EmptyQueueOfAnEarlierVersion_MakesRoomForThePresentOne()
    {
        var broker = await OldBrokerAsync();
        await OutdatedQueues.RemoveAsync(broker, Services, Cancel);

        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync(Cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await channel.QueueDeclareAsync(Queue, true, false, false, QueueShape.ConsumerArguments("counting_failed").ToDictionary(), cancellationToken: Cancel);
        await BrokerVirtualHost.DeleteAsync(broker);
    }

    [Fact]
    public async Task Remove_QueueThatHoldsMessages_IsRefusedAndKeepsThem()
    {
        var broker = await OldBrokerAsync();
        await RawBroker.PublishAsync(broker, "", Queue, new BasicProperties(), "waits");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => OutdatedQueues.RemoveAsync(broker, Services, Cancel));
        Assert.Contains(Queue, refused.Message, StringComparison.Ordinal);
        Assert.Equal(1u, await RawBroker.CountAsync(broker, Queue));
        await BrokerVirtualHost.DeleteAsync(broker);
    }

    /// <summary>A virtual host with a queue as it was declared before there were failed queues.</summary>
    private static async Task<string> OldBrokerAsync()
    {
        var broker = await BrokerVirtualHost.CreateAsync("counting");
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync(Cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        await channel.QueueDeclareAsync(
            Queue, true, false, false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 20 }, cancellationToken: Cancel);
        return broker;
    }
}
