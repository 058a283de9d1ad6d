using System.Reflection;
using IopPlatform.Contracts;
using IopPlatform.Migrations;
using MassTransit;

namespace IopPlatform.Architecture.Tests;

/// <summary>Which consumer takes which message, read from the code.</summary>
internal static class EventRoutes
{
    public static IReadOnlyList<Type> Messages { get; } =
        [.. typeof(BusMessage).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(BusMessage)) && !type.IsAbstract)];

    public static ILookup<Type, Type> Consumers { get; } = ConsumersIn(PlatformDatabase.All.Select(database => database.Assembly));

    public static ILookup<Type, Type> ConsumersIn(IEnumerable<Assembly> assemblies) =>
        assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => !type.IsAbstract && !type.IsGenericType)
            .SelectMany(type => type.GetInterfaces()
                .Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConsumer<>))
                .Select(contract => (Message: contract.GetGenericArguments()[0], Consumer: type)))
            .ToLookup(pair => pair.Message, pair => pair.Consumer);

    /// <summary>Messages that no consumer takes; the broker would return them for ever.</summary>
    public static IReadOnlyList<string> WithoutConsumer(IEnumerable<Type> messages, ILookup<Type, Type> consumers) =>
        [.. messages.Where(message => !consumers.Contains(message)).Select(message => message.Name)];
}
