namespace IopPlatform.Notifications.Domain;

/// <summary>A message to be queued, to exactly one patient or one staff member.</summary>
/// <param name="Key">Unique in the organization: the same reason leads to one message.</param>
/// <param name="SourceId">What asked for it, so that it can be taken back.</param>
/// <param name="ExpiresAt">From here on (inclusive) it is not sent any more.</param>
public sealed record Outbound(
    string Template, string Key, Guid SiteId, Guid SourceId, DateTimeOffset DueAt, DateTimeOffset ExpiresAt)
{
    /// <summary>How long sending is tried where nothing else sets an end.</summary>
    public static readonly TimeSpan TriedFor = TimeSpan.FromHours(24);

    public Guid? PatientId { get; init; }

    public Guid? StaffId { get; init; }

    public Guid? EpisodeId { get; init; }

    /// <summary>The point in time that the text names.</summary>
    public DateTimeOffset? TellsAt { get; init; }

    public static Outbound AtOnce(string template, string key, Guid siteId, Guid sourceId, DateTimeOffset now) =>
        new(template, key, siteId, sourceId, now, now + TriedFor);
}
