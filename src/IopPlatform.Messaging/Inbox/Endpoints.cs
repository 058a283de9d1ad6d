using MassTransit;

namespace IopPlatform.Messaging.Inbox;

internal static class Endpoints
{
    /// <summary>The name of the queue that a message came by.</summary>
    public static string Of(ConsumeContext context) => context.ReceiveContext.InputAddress.AbsolutePath.Split('/')[^1];
}
