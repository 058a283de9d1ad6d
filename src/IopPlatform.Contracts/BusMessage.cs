namespace IopPlatform.Contracts;

/// <summary>Anything that travels on the bus. It names exactly one organization; clinical text never goes on it.</summary>
public abstract record BusMessage
{
    public required Guid OrganizationId { get; init; }
}

/// <summary>
/// A fact that a service has committed. Events come late, twice and in any order, so each one carries its aggregate's
/// full relevant state with the aggregate's <see cref="Version"/>; a handler keeps the highest version it has seen.
/// </summary>
public abstract record Event : BusMessage
{
    /// <summary>The row's concurrency version after the change: grows by one with each change, starts at 1.</summary>
    public required long Version { get; init; }

    /// <summary>When the fact became true, in UTC; not when it was sent.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The identity that <see cref="Version"/> counts for.</summary>
    public abstract Guid AggregateId { get; }
}

/// <summary>A request to one service to do something; named in the imperative.</summary>
public abstract record Command : BusMessage;
