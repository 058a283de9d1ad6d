using System.Reflection;
using MassTransit;

namespace IopPlatform.Messaging;

/// <summary>One consumer's queue.</summary>
/// <param name="MessageTypes">The names of the messages it takes, as the outbox stores them.</param>
public sealed record ConsumerQueue(string Name, Type Consumer, IReadOnlyList<string> MessageTypes);

/// <summary>The queues of a service: one for each consumer, and one for what none of them could take.</summary>
/// <param name="Service">The service's name in the topology.</param>
public sealed record ServiceQueues(string Service, IReadOnlyList<ConsumerQueue> Consumers)
{
    /// <summary>
    /// Where the broker keeps what it cannot deliver: what is not readable, what nobody handles, and what was given back up to the
    /// delivery limit.
    /// </summary>
    public string Failed => FailedOf(Service);

    public static ServiceQueues Of(string service, Assembly assembly) => new(
        service,
        [
            .. from type in assembly.GetTypes()
               where type is { IsAbstract: false, IsGenericType: false } && type.IsAssignableTo(typeof(IConsumer))
               select new ConsumerQueue(MessagingExtensions.QueueName(service, type), type, [.. MessagesOf(type)]),
        ]);

    public static string FailedOf(string service) => $"{service}_failed";

    private static IEnumerable<string> MessagesOf(Type consumer) =>
        from contract in consumer.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConsumer<>)
        select contract.GetGenericArguments()[0].FullName;
}
