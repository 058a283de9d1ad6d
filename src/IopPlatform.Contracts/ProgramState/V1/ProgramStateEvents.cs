namespace IopPlatform.Contracts.ProgramState.V1;

/// <summary>A derived alert of an episode is open or closed: a level, never an edge. The version counts one alert kind.</summary>
public sealed record EpisodeAlertChanged : Event
{
    /// <summary>Stable for one episode and kind.</summary>
    public required Guid AlertId { get; init; }

    public required Guid EpisodeId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    /// <summary>
    /// weekly-dose-short, misses-in-a-row, review-due, note-overdue, authorization-nearly-spent,
    /// step-change-suggested, certification-due or safety-open.
    /// </summary>
    public required string Kind { get; init; }

    public required bool Open { get; init; }

    public Guid? PrimaryTherapistId { get; init; }

    public override Guid AggregateId => AlertId;
}

/// <summary>Asks ProgramState to look at an episode's alerts again: time alone may have opened or closed one.</summary>
public sealed record ReviewEpisodeAlerts : Command
{
    public required Guid EpisodeId { get; init; }
}
