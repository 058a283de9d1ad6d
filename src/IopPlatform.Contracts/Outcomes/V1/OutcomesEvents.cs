namespace IopPlatform.Contracts.Outcomes.V1;

/// <summary>A follow-up after discharge is due: nobody should fall through.</summary>
public sealed record FollowUpDue : Event
{
    public required Guid FollowUpId { get; init; }

    public required Guid EpisodeId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    /// <summary>call, visit or self-report.</summary>
    public required string Kind { get; init; }

    public required DateOnly DueOn { get; init; }

    public override Guid AggregateId => FollowUpId;
}

public sealed record FollowUpCompleted : Event
{
    public required Guid FollowUpId { get; init; }

    public required Guid EpisodeId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid SiteId { get; init; }

    /// <summary>reached, not-reached or declined.</summary>
    public required string Outcome { get; init; }

    public override Guid AggregateId => FollowUpId;
}
