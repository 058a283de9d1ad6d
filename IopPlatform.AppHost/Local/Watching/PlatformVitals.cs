namespace IopPlatform.AppHost.Local;

internal sealed record QueueDepth(string Name, long Ready, long Unacknowledged, int Consumers);

/// <param name="PublishedPerSecond">Messages that came into queues.</param>
/// <param name="DeliveredPerSecond">Messages that consumers have acknowledged.</param>
internal sealed record BrokerVitals(IReadOnlyList<QueueDepth> Queues, double PublishedPerSecond, double DeliveredPerSecond);

/// <param name="OldestUnsent">How long the oldest unsent message has been committed.</param>
/// <param name="PerSecond">Messages committed since the look before.</param>
/// <param name="Parked">Messages that wait for another try or a decision.</param>
internal sealed record OutboxVitals(string Service, long Unsent, TimeSpan OldestUnsent, double PerSecond, long Parked);

/// <param name="Active">Activations in memory, over all silos.</param>
internal sealed record GrainVitals(string Grain, int Active);

/// <summary>What flows through the platform at one moment. Null: whoever knows cannot be asked now.</summary>
internal sealed record PlatformVitals(
    DateTimeOffset At, BrokerVitals? Broker, IReadOnlyList<OutboxVitals>? Outboxes, IReadOnlyList<GrainVitals>? Grains)
{
    public static readonly PlatformVitals Unknown = new(DateTimeOffset.MinValue, null, null, null);
}
