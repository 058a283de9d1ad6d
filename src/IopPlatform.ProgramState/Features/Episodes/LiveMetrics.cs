using System.Diagnostics.Metrics;
using IopPlatform.Contracts;

namespace IopPlatform.ProgramState.Features.Episodes;

/// <summary>
/// Meter <c>IopPlatform.ProgramState</c>. Recorded by the consumer when the episode's grain has committed the event, which it does once
/// however often the message comes; what an admission hands over from before is not recorded.
/// </summary>
public sealed class LiveMetrics
{
    private readonly Histogram<double> latency;

    public LiveMetrics(IMeterFactory meters) => latency = meters.Create("IopPlatform.ProgramState").CreateHistogram(
        "iop.live.latency",
        "s",
        "From when an event occurred until the live state shows it and its watchers were told.",
        tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800] });

    public void Shown(Event happened, DateTimeOffset now) => latency.Record(
        Math.Max(0, (now - happened.OccurredAt).TotalSeconds), new KeyValuePair<string, object?>("event", happened.GetType().Name));
}
