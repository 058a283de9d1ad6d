using System.Collections.Frozen;
using IopPlatform.Contracts;
using IopPlatform.Messaging;
using IopPlatform.Migrations;
using MassTransit;

namespace IopPlatform.Checking;

/// <summary>Which endpoints each message must reach, read from the code.</summary>
public static class MessageEndpoints
{
    /// <summary>By the name that the outbox stores.</summary>
    public static readonly FrozenDictionary<string, IReadOnlyList<(string Service, string Endpoint)>> All = (
        from database in PlatformDatabase.All
        from consumer in database.Assembly.GetTypes()
        where consumer is { IsAbstract: false, IsGenericType: false }
        from contract in consumer.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConsumer<>)
        let message = contract.GetGenericArguments()[0]
        where message.IsSubclassOf(typeof(BusMessage))
        select (Message: message.FullName!, database.Name, Endpoint: MessagingExtensions.QueueName(database.Name, consumer)))
        .GroupBy(route => route.Message)
        .ToFrozenDictionary(
            group => group.Key,
            IReadOnlyList<(string, string)> (group) => [.. group.Select(route => (route.Name, route.Endpoint))]);
}
