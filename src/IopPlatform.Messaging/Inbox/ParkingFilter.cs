using IopPlatform.Contracts;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IopPlatform.Messaging.Inbox;

/// <summary>
/// After the retries, puts a failed message aside in the consumer's own database and lets the queue go on. Only when the
/// database itself is away does the failure reach the broker, which redelivers up to the queue's delivery limit.
/// </summary>
internal sealed partial class ParkingFilter<T>(
    TenantDatabases databases, IOptions<MessagingOptions> options, ILogger<ParkingFilter<T>> logger) : IFilter<ConsumeContext<T>>
    where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        try
        {
            await next.Send(context);
        }
        catch (Exception exception) when (context.Message is BusMessage && !context.CancellationToken.IsCancellationRequested)
        {
            await ParkAsync(context, (BusMessage)(object)context.Message, exception);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("parking");

    private async Task ParkAsync(ConsumeContext<T> context, BusMessage message, Exception exception)
    {
        var endpoint = context.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1];
        var caller = Caller.Service(message.OrganizationId, options.Value.Service);
        var write = databases.For(caller, "message.park").Write();
        await write
            .Add(
                """
                insert into parked_messages
                    (organization_id, message_id, endpoint, message_type, body, error_type, attempts, parked_at)
                values ($1, $2, $3, $4, $5::json, $6, 1, $7)
                on conflict (organization_id, message_id, endpoint)
                do update set attempts = parked_messages.attempts + 1, error_type = excluded.error_type, parked_at = excluded.parked_at
                """,
                message.OrganizationId,
                context.MessageId!.Value,
                endpoint,
                MessageTypes.NameOf(message),
                MessageTypes.Write(message),
                exception.GetType().Name,
                write.Now)
            .CommitAsync(context.CancellationToken);
        LogParked(exception, context.MessageId!.Value, endpoint);
    }

    [LoggerMessage(LogLevel.Error, "Message {MessageId} failed at {Endpoint} after its retries and is parked")]
    private partial void LogParked(Exception exception, Guid messageId, string endpoint);
}
