using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace IopPlatform.Messaging.Operations;

/// <summary>What waits in this service's tables, as it was last counted.</summary>
/// <param name="OldestUnsent">How long the oldest unsent message has been committed; zero when there is none.</param>
public sealed record MessagingBacklog(long Unsent, TimeSpan OldestUnsent, long Parked);

/// <summary>Meter <c>IopPlatform.Messaging</c>.</summary>
internal sealed class MessagingMetrics
{
    private readonly Counter<long> sent;
    private readonly Counter<long> refused;

    public MessagingMetrics(IMeterFactory meters, IOptions<MessagingOptions> options)
    {
        var meter = meters.Create(new MeterOptions("IopPlatform.Messaging")
        {
            Tags = [KeyValuePair.Create("service", (object?)options.Value.Service)],
        });
        sent = meter.CreateCounter<long>("iop.outbox.sent", "{message}", "Messages that the broker has confirmed.");
        refused = meter.CreateCounter<long>("iop.outbox.refused", "{message}", "Attempts to send that the broker has not confirmed.");
        meter.CreateObservableGauge("iop.outbox.unsent", () => Backlog.Unsent, "{message}", "Committed messages that are not sent yet.");
        meter.CreateObservableGauge(
            "iop.outbox.oldest_unsent", () => Backlog.OldestUnsent.TotalSeconds, "s", "How long the oldest of them has waited.");
        meter.CreateObservableGauge("iop.parked", () => Backlog.Parked, "{message}", "Parked messages that wait for another try or for a decision.");
    }

    public MessagingBacklog Backlog { get; set; } = new(0, TimeSpan.Zero, 0);

    public void Sent(int messages) => sent.Add(messages);

    public void Refused(int messages) => refused.Add(messages);
}
