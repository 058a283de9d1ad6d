using System.Diagnostics;
using System.Globalization;
using IopPlatform.Contracts;
using IopPlatform.Messaging.Parked;
using IopPlatform.Persistence;
using IopPlatform.ServiceDefaults.Faults;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace IopPlatform.Messaging.Inbox;

/// <summary>
/// Tries a failed message again after short pauses, then puts it aside in the consumer's own database and lets the queue go on.
/// A message whose consumer took the process down several times is put aside before it is tried once more. While the database
/// itself is away, a message is neither tried in vain nor put aside: it waits here, unacknowledged, until the database answers;
/// when this process ends meanwhile, the broker delivers it again.
/// </summary>
internal sealed partial class RetryThenParkFilter<T>(Parking parking, TimeProvider time, ILogger<RetryThenParkFilter<T>> logger)
    : IFilter<ConsumeContext<T>>
    where T : class
{
    /// <summary>
    /// Deliveries that ended without an answer. Restarts of the service count, too; but a message rarely is in hand at all of
    /// them, and being parked by mistake costs it a minute.
    /// </summary>
    private const int UnansweredMax = 5;

    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    private static readonly TimeSpan PauseWhileAway = TimeSpan.FromMilliseconds(500);

    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        if (context.Message is BusMessage && Unanswered(context) is >= UnansweredMax and var deliveries)
        {
            while (!await ParkOrThrowAsync(context, ParkReason.Crash(deliveries), null))
            {
            }

            return;
        }

        for (var attempt = 1; ;)
        {
            try
            {
                await next.Send(context);
                await CloseParkedAsync(context);
                return;
            }
            catch (Exception exception) when (IsWaitedFor(context, exception))
            {
                LogAway(context.MessageId, exception.GetType().Name);
                await Task.Delay(PauseWhileAway, time, context.CancellationToken);
            }
            catch (Exception exception) when (context.Message is BusMessage && !context.CancellationToken.IsCancellationRequested)
            {
                if (attempt > Pauses.Length)
                {
                    if (await ParkOrThrowAsync(context, ParkReason.Failure(exception, attempt), exception)) return;
                    attempt = 1;
                    continue;
                }

                LogRetry(context.MessageId, attempt, exception.GetType().Name);
                await Task.Delay(Pauses[attempt - 1], time, context.CancellationToken);
                attempt++;
            }
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("retry-then-park");

    private static bool IsWaitedFor(ConsumeContext<T> context, Exception exception) =>
        context.Message is BusMessage && DatabaseAway.Explains(exception) && !context.CancellationToken.IsCancellationRequested;

    /// <summary>Counted by the broker's quorum queues; absent at the first delivery.</summary>
    private static int Unanswered(ConsumeContext context) =>
        context.ReceiveContext.TransportHeaders.TryGetHeader("x-delivery-count", out var count)
            ? Convert.ToInt32(count, CultureInfo.InvariantCulture)
            : 0;

    private Task CloseParkedAsync(ConsumeContext<T> context) =>
        context.Message is BusMessage message && context.Headers.Get(Parking.Header, (bool?)false) is true
            ? parking.CloseAsync(message.OrganizationId, context.MessageId!.Value, Endpoints.Of(context), context.CancellationToken)
            : Task.CompletedTask;

    /// <returns>False when the database is away, which then is the likely cause of the failure: the message is to be tried anew.</returns>
    private async Task<bool> ParkOrThrowAsync(ConsumeContext<T> context, ParkReason reason, Exception? exception)
    {
        var endpoint = Endpoints.Of(context);
        try
        {
            await parking.ParkAsync(
                (BusMessage)(object)context.Message, context.MessageId!.Value, endpoint, reason, Activity.Current?.Id, context.CancellationToken);
            await Failpoints.ReachedAsync(FailpointNames.ParkedNotAcknowledged);
            LogParked(exception, context.MessageId!.Value, endpoint, reason.Kind);
            return true;
        }
        catch (Exception parkingFailed) when (IsWaitedFor(context, parkingFailed))
        {
            LogAway(context.MessageId, parkingFailed.GetType().Name);
            await Task.Delay(PauseWhileAway, time, context.CancellationToken);
            return false;
        }
        catch (Exception parkingFailed)
        {
            LogNotParked(parkingFailed, context.MessageId);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} failed at attempt {Attempt} with {ErrorType} and is tried again")]
    private partial void LogRetry(Guid? messageId, int attempt, string errorType);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} waits for the database, which is away: {ErrorType}")]
    private partial void LogAway(Guid? messageId, string errorType);

    [LoggerMessage(LogLevel.Error, "Message {MessageId} could not be parked and goes back to the broker")]
    private partial void LogNotParked(Exception exception, Guid? messageId);

    [LoggerMessage(LogLevel.Error, "Message {MessageId} is parked at {Endpoint}: {Kind}")]
    private partial void LogParked(Exception? exception, Guid messageId, string endpoint, string kind);
}
