using IopPlatform.Contracts;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IopPlatform.Messaging.Inbox;

/// <summary>
/// Tries a failed message again after short pauses, then puts it aside in the consumer's own database and lets the queue go on.
/// Only when the database itself is away does the failure reach the broker, which redelivers up to the queue's delivery limit.
/// </summary>
internal sealed partial class RetryThenParkFilter<T>(
    TenantDatabases databases, TimeProvider time, IOptions<MessagingOptions> options, ILogger<RetryThenParkFilter<T>> logger) : IFilter<ConsumeContext<T>>
    where T : class
{
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];

    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await next.Send(context);
                return;
            }
            catch (Exception exception) when (context.Message is BusMessage && !context.CancellationToken.IsCancellationRequested)
            {
                if (attempt > Pauses.Length)
                {
                    await ParkOrThrowAsync(context, exception, attempt);
                    return;
                }

                LogRetry(context.MessageId, attempt, exception.GetType().Name);
                await Task.Delay(Pauses[attempt - 1], time, context.CancellationToken);
            }
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("retry-then-park");

    private async Task ParkOrThrowAsync(ConsumeContext<T> context, Exception exception, int attempts)
    {
        try
        {
            await ParkAsync(context, (BusMessage)(object)context.Message, exception, attempts);
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
        LogParked(exception, context.MessageId!.Value, endpoint);
    }

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} failed at attempt {Attempt} with {ErrorType} and is tried again")]
    private partial void LogRetry(Guid? messageId, int attempt, string errorType);

    [LoggerMessage(LogLevel.Error, "Message {MessageId} could not be parked and goes back to the broker")]
    private partial void LogNotParked(Exception exception, Guid? messageId);

    [LoggerMessage(LogLevel.Error, "Message {MessageId} failed at {Endpoint} after its retries and is parked")]
    private partial void LogParked(Exception exception, Guid messageId, string endpoint);
}
