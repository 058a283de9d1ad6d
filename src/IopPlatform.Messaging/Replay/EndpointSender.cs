using System.Diagnostics;
using IopPlatform.Contracts;
using IopPlatform.Messaging.Parked;
using MassTransit;

namespace IopPlatform.Messaging.Replay;

/// <summary>A message for one endpoint alone.</summary>
internal sealed record EndpointMessage(string Endpoint, BusMessage Message, Guid MessageId, string? TraceParent)
{
    public bool WasParked { get; init; }
}

/// <summary>Sends a message to one consumer's queue instead of publishing it, with the id that it always had.</summary>
internal sealed class EndpointSender(IBus bus)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly ActivitySource Activities = new("IopPlatform.Messaging");

    /// <exception cref="MassTransitException">The broker refused it, or there is no such queue.</exception>
    /// <exception cref="OperationCanceledException">The broker is away.</exception>
    public async Task SendAsync(EndpointMessage message, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var activity = ActivityContext.TryParse(message.TraceParent, null, isRemote: true, out var parent)
            ? Activities.StartActivity("resend message", ActivityKind.Internal, parent)
            : null;
        // The exchange that stands before the queue: as "queue:" it would be declared without the queue's arguments.
        var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{message.Endpoint}"));
        await endpoint.Send(message.Message, message.Message.GetType(), context =>
        {
            context.MessageId = message.MessageId;
            if (message.WasParked) context.Headers.Set(Parking.Header, true);
            if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit)) rabbit.Mandatory = true;
        }, limit.Token);
    }
}
