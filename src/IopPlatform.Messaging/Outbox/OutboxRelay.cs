using System.Diagnostics;
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
    RelayDatabase database, IBus bus, CommitSignal signal, TimeProvider time, ILogger<OutboxRelay> logger) : BackgroundService
{
    private const int BatchSize = 500;
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ScanDueEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
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

                if (await SendBatchAsync(stoppingToken) < BatchSize)
                {
                    await signal.WaitAsync(PollEvery, stoppingToken);
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
        await using var batch = await database.TakeUnsentAsync(BatchSize, cancellationToken);
        if (batch.Rows.Count == 0)
        {
            return 0;
        }

        var results = await Task.WhenAll(batch.Rows.Select(row => PublishAsync(row, cancellationToken)));
        var sent = batch.Rows.Where((_, index) => results[index]).ToList();
        await Failpoints.ReachedAsync(FailpointNames.PublishedNotMarked);
        await batch.MarkSentAsync(sent, time.GetUtcNow(), cancellationToken);
        if (sent.Count < batch.Rows.Count)
        {
            // What stays unsent is tried again; without a pause a broker that refuses would be asked in a tight loop.
            await Task.Delay(PauseAfterFailure, time, cancellationToken);
        }

        return batch.Rows.Count;
    }

    private async Task<bool> PublishAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        using var activity = ActivityContext.TryParse(row.TraceParent, null, isRemote: true, out var parent)
            ? Activities.StartActivity("outbox relay", ActivityKind.Producer, parent)
            : null;
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
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogPublishFailed(exception, row.MessageId, row.MessageType);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The outbox relay failed and will try again")]
    private partial void LogRelayFailed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} of type {MessageType} was not accepted by the broker and stays unsent")]
    private partial void LogPublishFailed(Exception exception, Guid messageId, string messageType);
}
