namespace IopPlatform.Messaging;

/// <summary>Section <c>Messaging</c>.</summary>
public sealed class MessagingOptions
{
    public const string Section = "Messaging";

    /// <summary>The service's name in the topology; prefixes its queues.</summary>
    public string Service { get; set; } = "";

    /// <summary>
    /// Whether a message is handled once. Off only in the test which proves that the checker notices when effects double.
    /// </summary>
    public bool InboxCheck { get; set; } = true;

    /// <summary>Monthly outbox partitions older than this are named in the log; deleting them is the operators' decision.</summary>
    public int OutboxMonthsKept { get; set; } = 24;
}
