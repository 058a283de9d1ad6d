using IopPlatform.Contracts;
using IopPlatform.Messaging.Parked;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.ServiceDefaults.Faults;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IopPlatform.Messaging.Inbox;

/// <summary>
/// Gives a consumer's scope its organization, its audit action and its inbox message. The consumer's one change then carries
/// the inbox row, so a message that comes twice has its effects once.
/// </summary>
internal sealed partial class TenantConsumeFilter<T>(
    TenantContext tenant, IOptions<MessagingOptions> options, ILogger<TenantConsumeFilter<T>> logger) : IFilter<ConsumeContext<T>>
    where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        if (context.Message is not BusMessage message)
        {
            await next.Send(context);
            return;
        }

        var endpoint = Endpoints.Of(context);
        var messageId = context.MessageId ?? throw new InvalidOperationException("A message without an id cannot be handled once.");
        tenant.Caller = Caller.Service(message.OrganizationId, options.Value.Service);
        tenant.Action = endpoint;
        tenant.Inbox = new InboxMessage(messageId, endpoint, options.Value.InboxCheck)
        {
            WasParked = context.Headers.Get(Parking.Header, (bool?)false) is true,
        };
        await Failpoints.ReachedAsync(FailpointNames.MessageReceived);
        try
        {
            await next.Send(context);
        }
        catch (Exception exception) when (exception is DuplicateMessageException || exception.InnerException is DuplicateMessageException)
        {
            LogDuplicate(messageId, endpoint);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("tenant");

    [LoggerMessage(LogLevel.Debug, "Message {MessageId} was handled before at {Endpoint}")]
    private partial void LogDuplicate(Guid messageId, string endpoint);
}
