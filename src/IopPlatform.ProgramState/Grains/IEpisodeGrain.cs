using IopPlatform.ProgramState.Domain;
using Orleans.Concurrency;

namespace IopPlatform.ProgramState.Grains;

/// <summary>The live state of one episode. Key: the episode's id, extended by the organization's id.</summary>
public interface IEpisodeGrain : IGrainWithGuidCompoundKey
{
    /// <summary>Applies an event once: a repetition is answered as <see cref="AppendOutcome.Duplicate"/>.</summary>
    Task<AppendOutcome> AppendAsync(IncomingMessage message);

    /// <summary>The state now; null when nothing was ever heard of the episode.</summary>
    /// <param name="versionAtLeast">
    /// What the caller knows to be in the journal; an activation that has not seen it was outpaced and folds again.
    /// </param>
    Task<EpisodeView?> GetAsync(long versionAtLeast = 0);

    /// <summary>Tells the observer of each change for a minute; renew it in time. Hints may be lost.</summary>
    Task SubscribeAsync(IChangeObserver observer);
}

/// <summary>Told that something has changed; what it is now, it asks for itself.</summary>
public interface IChangeObserver : IGrainObserver
{
    /// <param name="traceParent">The trace of what has changed it; null when it is not kept.</param>
    [OneWay]
    Task ChangedAsync(string? traceParent);
}

/// <summary>A message of the contracts on its way to a grain.</summary>
/// <param name="Endpoint">The queue it came by; names the work in the audit trail.</param>
/// <param name="Body">The message as JSON, as the outbox holds it.</param>
/// <param name="TraceParent">The trace it belongs to.</param>
[GenerateSerializer, Immutable]
public sealed record IncomingMessage(Guid MessageId, string Endpoint, string MessageType, string Body, string? TraceParent);

[GenerateSerializer]
public enum AppendOutcome
{
    Applied,

    /// <summary>The journal has this message already.</summary>
    Duplicate,

    /// <summary>Another activation has written meanwhile; this one is gone, and asking again reaches a fresh one.</summary>
    Conflict,
}
