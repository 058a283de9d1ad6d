using System.Collections.Frozen;
using System.Text.Json;
using IopPlatform.Contracts;

namespace IopPlatform.Messaging.Outbox;

/// <summary>The messages of the contracts by the name that the outbox stores.</summary>
public static class MessageTypes
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly FrozenDictionary<string, Type> ByName = typeof(BusMessage).Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(typeof(BusMessage)) && !type.IsAbstract)
        .ToFrozenDictionary(type => type.FullName!);

    public static IReadOnlyCollection<Type> All => ByName.Values;

    public static string NameOf(BusMessage message) => message.GetType().FullName!;

    public static string Write(BusMessage message) => JsonSerializer.Serialize(message, message.GetType(), Json);

    /// <exception cref="InvalidOperationException">The row was written by a version that knows more messages.</exception>
    public static BusMessage Read(string name, string body) =>
        ByName.TryGetValue(name, out var type)
            ? (BusMessage)JsonSerializer.Deserialize(body, type, Json)!
            : throw new InvalidOperationException($"The contracts of this process have no message '{name}'.");
}
