using MassTransit;

namespace IopPlatform.Messaging.Failed;

/// <summary>
/// How queues are declared. A broker refuses to declare a queue that exists with other arguments, so a change here is a change of
/// every queue; see <see cref="OutdatedQueues"/>.
/// </summary>
internal static class QueueShape
{
    /// <summary>Deliveries without an answer before the broker gives a message up, into the service's failed queue.</summary>
    public const int DeliveryLimit = 20;

    /// <summary>A consumer's quorum queue: what it gives up is first taken by the failed queue, then dropped here.</summary>
    public static IReadOnlyDictionary<string, object?> ConsumerArguments(string failed) => new Dictionary<string, object?>
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = DeliveryLimit,
        ["x-dead-letter-exchange"] = failed,
        ["x-dead-letter-strategy"] = "at-least-once",
        // Asked for by that strategy; without a length limit it never rejects.
        ["x-overflow"] = "reject-publish",
    };

    public static void Consumer(IRabbitMqReceiveEndpointConfigurator endpoint, string failed)
    {
        endpoint.SetQuorumQueue();
        endpoint.BindDeadLetterQueue(failed, failed, queue => Set(queue, FailedArguments));
        foreach (var (name, value) in ConsumerArguments(failed))
        {
            endpoint.SetQueueArgument(name, value);
        }
    }

    /// <summary>MassTransit begins with the arguments of the queue that a message comes from.</summary>
    public static void Failed(IRabbitMqQueueBindingConfigurator queue)
    {
        foreach (var name in ConsumerArguments("").Keys)
        {
            queue.SetQueueArgument(name, (object?)null);
        }

        Set(queue, FailedArguments);
    }

    private static readonly Dictionary<string, object?> FailedArguments = new() { ["x-queue-type"] = "quorum" };

    private static void Set(IRabbitMqQueueBindingConfigurator queue, Dictionary<string, object?> arguments)
    {
        foreach (var (name, value) in arguments)
        {
            queue.SetQueueArgument(name, value);
        }
    }
}

/// <summary>One failed queue a service, whatever MassTransit wants to put there.</summary>
internal sealed class FailedQueueNames(IReadOnlyList<ServiceQueues> services) : IErrorQueueNameFormatter, IDeadLetterQueueNameFormatter
{
    private readonly Dictionary<string, string> byQueue = services
        .SelectMany(service => service.Consumers.Select(queue => (Queue: queue.Name, service.Failed)))
        .ToDictionary(pair => pair.Queue, pair => pair.Failed);

    public string Of(string queue) => byQueue.GetValueOrDefault(queue, queue + "_failed");

    public string FormatErrorQueueName(string queueName) => Of(queueName);

    public string FormatDeadLetterQueueName(string queueName) => Of(queueName);
}
