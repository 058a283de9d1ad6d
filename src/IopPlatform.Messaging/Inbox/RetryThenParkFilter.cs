using IopPlatform.Contracts;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Faults;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IopPlatform.Messaging.Inbox;

/// <summary>
/// Tries a failed message again after short pauses, then puts it aside in the consumer's own database and lets the queue go on.
/// While the database itself is away, the message is neither tried in vain nor put aside: it waits here, unacknowledged, until the
/// database answers; when this process ends meanwhile, the broker delivers it again.
/// </summary>
internal sealed partial class RetryThenParkFilter<T>(
    TenantDatabases databases, TimeProvider time, IOptions<MessagingOptions> options, ILogger<RetryThenParkFilter<T>> logger) : IFilter<ConsumeContext<T>>
    where T : class
{
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    private static readonly TimeSpan PauseWhileAway = TimeSpan.FromMilliseconds(500);

    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        for (var attempt = 1; ;)
        {
            try
            {
                await next.Send(context);
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
                    if (await ParkOrThrowAsync(context, exception, attempt)) return;
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

    /// <returns>False when the database is away, which then is the likely cause of the failure: the message is to be tried anew.</returns>
    private async Task<bool> ParkOrThrowAsync(ConsumeContext<T> context, Exception exception, int attempts)
    {
        try
        {
            await ParkAsync(context, (BusMessage)(object)context.Message, exception, attempts);
            return true;
        }
        catch (Exception parking) when (IsWaitedFor(context, parking))
        {
            LogAway(context.MessageId, parking.GetType().Name);
            await Task.Delay(PauseWhileAway, time, context.CancellationToken);
            return false;
        }
        catch (Exception parking)
        {
            LogNotParked(parking, context.MessageId);
            throw;
        }
    }

    private async Task ParkAsync(ConsumeContext<T> context, BusMessage message, Exception exception, int attempts)
    {
        var endpoint = context.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1];
        var caller = Caller.Service(message.OrganizationId, options.Value.Service);
        var write = databases.For(caller, "message.park").Write();
        await write
            .Add(
                """
                insert into parked_messages
                    (organization_id, message_id, endpoint, message_type, body, error_type, attempts, parked_at)
                values ($1, $2, $3, $4, $5, $6, $8, $7)
                on conflict (organization_id, message_id, endpoint)
                do update set attempts = parked_messages.attempts + excluded.attempts, error_type = excluded.error_type, parked_at = excluded.parked_at
                """,
                message.OrganizationId,
                context.MessageId!.Value,
                endpoint,
                MessageTypes.NameOf(message),
                ParkedFields.Body.Seal(ParkedFields.KeyOf(context.MessageId!.Value, endpoint), MessageTypes.Write(message)),
                exception.GetType().Name,
                write.Now,
                attempts)
            .CommitAsync(context.CancellationToken);
        await Failpoints.ReachedAsync(FailpointNames.ParkedNotAcknowledged);
        LogParked(exception, context.MessageId!.Value, endpoint);
    }

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} failed at attempt {Attempt} with {ErrorType} and is tried again")]
    private partial void LogRetry(Guid? messageId, int attempt, string errorType);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} waits for the database, which is away: {ErrorType}")]
    private partial void LogAway(Guid? messageId, string errorType);

    [LoggerMessage(LogLevel.Error, "Message {MessageId} could not be parked and goes back to the broker")]
    private partial void LogNotParked(Exception exception, Guid? messageId);

    [LoggerMessage(LogLevel.Error, "Message {MessageId} failed at {Endpoint} after its retries and is parked")]
    private partial void LogParked(Exception exception, Guid messageId, string endpoint);
}
