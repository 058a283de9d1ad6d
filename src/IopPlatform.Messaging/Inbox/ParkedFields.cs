using IopPlatform.Persistence.Encryption;

namespace IopPlatform.Messaging.Inbox;

/// <summary>The encrypted columns of the messaging tables, which every service's database has.</summary>
public static class ParkedFields
{
    public static readonly ProtectedField Body = new("parked_messages", "body", "message_id", "endpoint text");

    public static readonly IReadOnlyList<ProtectedField> All = [Body];

    /// <summary>The row's key as <see cref="Body"/> wants it.</summary>
    public static string KeyOf(Guid messageId, string endpoint) => $"{messageId}/{endpoint}";
}
