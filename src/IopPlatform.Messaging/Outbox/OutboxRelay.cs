using System.Diagnostics;
using IopPlatform.Messaging.Operations;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Faults;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IopPlatform.Messaging.Outbox;

/// <summary>
/// Sends what the outbox holds: read in order, published with confirms and the mandatory flag, then marked. Several
/// instances may run; one batch at a time holds the database's relay lock. A crash between publish and mark sends a
/// message twice, which every consumer's inbox absorbs.
/// </summary>
internal sealed partial class OutboxRelay(
    RelayDatabase database, IBus bus, CommitSignal signal, MessagingMetrics metrics, TimeProvider time, ILogger<OutboxRelay> logger)
    : BackgroundService
{
    private const int BatchSize = 500;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>A busy relay takes what has gathered in this time at once; an idle one does not wait.</summary>
    private static readonly TimeSpan GathersFor = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ScanDueEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait for the broker within one batch; while it is away, no transaction stays open for longer.</summary>
    private static readonly TimeSpan BrokerPatience = TimeSpan.FromSeconds(10);
    private readonly RefusedRows refused = new(time);
    private static readonly ActivitySource Activities = new("IopPlatform.Messaging");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var nextScan = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (time.GetUtcNow() >= nextScan)
                {
                    await database.MoveDueAsync(time.GetUtcNow(), BatchSize, stoppingToken);
                    nextScan = time.GetUtcNow() + ScanDueEvery;
                }

                var began = Stopwatch.GetTimestamp();
                if (await SendBatchAsync(stoppingToken) < BatchSize)
                {
                    await signal.WaitAsync(PollEvery, stoppingToken);
                    var rest = GathersFor - Stopwatch.GetElapsedTime(began);
                    if (rest > TimeSpan.Zero) await Task.Delay(rest, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or MassTransitException or TimeoutException or IOException or OperationCanceledException)
            {
                LogRelayFailed(exception);
                await Task.Delay(PauseAfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<int> SendBatchAsync(CancellationToken cancellationToken)
    {
        await using var batch = await database.TakeUnsentAsync(BatchSize, refused.NotYet(), cancellationToken);
        if (batch.Rows.Count == 0)
        {
            return 0;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(BrokerPatience);
        var failures = await Task.WhenAll(batch.Rows.Select(row => PublishAsync(row, patience.Token)));
        cancellationToken.ThrowIfCancellationRequested();
        var sent = batch.Rows.Where((_, index) => failures[index] is null).ToList();
        await Failpoints.ReachedAsync(FailpointNames.PublishedNotMarked);
        await batch.MarkSentAsync(sent, time.GetUtcNow(), cancellationToken);
        metrics.Sent(sent.Count);
        if (sent.Count < batch.Rows.Count)
        {
            await KeepUnsentAsync(batch.Rows, failures, cancellationToken);
        }

        return batch.Rows.Count;
    }

    /// <summary>
    /// What the broker returned because no queue is bound to it stands back for a while, so that it does not hold up what comes
    /// after it. When nothing at all was taken, the broker is away, and asking in a tight loop would not help.
    /// </summary>
    private async Task KeepUnsentAsync(IReadOnlyList<OutboxRow> rows, Exception?[] failures, CancellationToken cancellationToken)
    {
        foreach (var (row, failure) in rows.Zip(failures))
        {
            if (failure is MessageReturnedException)
            {
                refused.Add(row.Id);
                LogReturned(row.MessageId, row.MessageType);
            }
        }

        var failed = failures.Count(failure => failure is not null);
        metrics.Refused(failed);
        if (failures.FirstOrDefault(failure => failure is not null and not MessageReturnedException) is { } first)
        {
            LogPublishFailed(first, failed, rows.Count);
            await Task.Delay(PauseAfterFailure, time, cancellationToken);
        }
    }

    /// <returns>Why the broker has not taken it; null when it has.</returns>
    private async Task<Exception?> PublishAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        // Publishing is the bus's own span, below this one.
        using var activity = ActivityContext.TryParse(row.TraceParent, null, isRemote: true, out var parent)
            ? Activities.StartActivity("relay outbox", ActivityKind.Internal, parent)
            : null;
        activity?.SetTag("messaging.message.id", row.MessageId);
        try
        {
            var message = MessageTypes.Read(row.MessageType, row.Body);
            await bus.Publish(message, message.GetType(), context =>
            {
                context.MessageId = row.MessageId;
                if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
                {
                    rabbit.Mandatory = true;
                }
            }, cancellationToken);
            return null;
        }
        catch (Exception exception)
        {
            // Any failure leaves this row unsent and the others alone.
            return exception;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The outbox relay failed and will try again")]
    private partial void LogRelayFailed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Failed} of {All} messages were not accepted by the broker and stay unsent")]
    private partial void LogPublishFailed(Exception exception, int failed, int all);

    [LoggerMessage(LogLevel.Warning, "No queue is bound to message {MessageId} of type {MessageType}; it stays unsent")]
    private partial void LogReturned(Guid messageId, string messageType);
}
