using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace IopPlatform.Messaging;

/// <summary>Waiting for the broker, which takes longer to come up than anything else.</summary>
public static partial class BrokerStart
{
    private static readonly TimeSpan AsksAgainAfter = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SaysSoEvery = TimeSpan.FromSeconds(10);

    /// <summary>Asks until it answers or the caller gives up. Refused credentials are no reason to wait.</summary>
    /// <exception cref="BrokerUnreachableException">It answers, and does not let us in.</exception>
    public static async Task UntilReachableAsync(string address, ILogger logger, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = new Uri(address) };
        var saidAt = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = await factory.CreateConnectionAsync(cancellationToken);
                return;
            }
            catch (BrokerUnreachableException exception) when (!IsRefusal(exception))
            {
                if (TimeProvider.System.GetElapsedTime(saidAt) >= SaysSoEvery)
                {
                    LogWaiting(logger, exception);
                    saidAt = TimeProvider.System.GetTimestamp();
                }
            }

            await Task.Delay(AsksAgainAfter, cancellationToken);
        }
    }

    /// <summary>
    /// What the bus waits for before each of its attempts to connect. Its own attempts would fail at once while the broker is away, and
    /// come three seconds later, then six, then twelve, so that a broker that is back would wait for them.
    /// </summary>
    public static async Task BeforeConnectingAsync(string address, ILogger logger, CancellationToken stopping)
    {
        try
        {
            await UntilReachableAsync(address, logger, stopping);
        }
        catch (Exception exception) when (exception is BrokerUnreachableException or OperationInterruptedException or OperationCanceledException)
        {
            // The attempt that follows is refused alike, and says so.
        }
    }

    private static bool IsRefusal(Exception? exception) =>
        exception is AuthenticationFailureException or PossibleAuthenticationFailureException
        || (exception is not null && IsRefusal(exception.InnerException));

    [LoggerMessage(LogLevel.Warning, "The broker does not answer yet")]
    private static partial void LogWaiting(ILogger logger, Exception exception);
}
