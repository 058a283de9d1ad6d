namespace IopPlatform.ServiceDefaults.Faults;

/// <summary>The moments in which a process may die and nothing may be lost or doubled. Stable: tests and operators name them.</summary>
public static class FailpointNames
{
    /// <summary>The broker has confirmed a batch of messages; the outbox does not say so yet.</summary>
    public const string PublishedNotMarked = "outbox.published-not-marked";

    /// <summary>A creating request is committed; its caller has no answer, and the relay was not woken.</summary>
    public const string CommittedNotAnswered = "request.committed-not-answered";

    /// <summary>A message has come; its consumer has not begun. The place to let it fail.</summary>
    public const string MessageReceived = "message.received";

    /// <summary>A message's effects are committed; the broker has no acknowledgment, and the relay was not woken.</summary>
    public const string CommittedNotAcknowledged = "message.committed-not-acknowledged";

    /// <summary>A message that failed is put aside; the broker has no acknowledgment.</summary>
    public const string ParkedNotAcknowledged = "message.parked-not-acknowledged";

    /// <summary>An episode's journal has an entry which its grain has not taken over, and nobody was told.</summary>
    public const string AppendedNotFolded = "journal.appended-not-folded";

    /// <summary>A schema file has run; its transaction is open.</summary>
    public const string FileNotCommitted = "migration.file-not-committed";

    /// <summary>A schema file is committed; others are to come.</summary>
    public const string BetweenFiles = "migration.between-files";

    /// <summary>The mail server has a message; the notification does not say so yet.</summary>
    public const string SentNotMarked = "mail.sent-not-marked";

    public static readonly IReadOnlyList<string> All =
    [
        PublishedNotMarked, CommittedNotAnswered, MessageReceived, CommittedNotAcknowledged, ParkedNotAcknowledged,
        AppendedNotFolded, FileNotCommitted, BetweenFiles, SentNotMarked,
    ];
}
