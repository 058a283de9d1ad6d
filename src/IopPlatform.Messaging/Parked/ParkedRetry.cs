using IopPlatform.Messaging.Replay;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IopPlatform.Messaging.Parked;

/// <summary>
/// Sends parked messages whose time has come to their own endpoint again, through the same queue, consumer and inbox as the
/// first time. Other consumers of the event do not see it.
/// </summary>
internal sealed partial class ParkedRetry(
    ParkedTable table, Parking parking, EndpointSender sender, TimeProvider time, ILogger<ParkedRetry> logger) : BackgroundService
{
    private const int BatchSize = 50;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = LookEvery;
            try
            {
                var due = await table.RetryDueAsync(time.GetUtcNow(), BatchSize, row => SendAsync(row, stoppingToken), stoppingToken);
                pause = due == BatchSize ? TimeSpan.Zero : LookEvery;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
            {
                LogFailed(exception);
                pause = PauseAfterFailure;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> SendAsync(ParkedMessage row, CancellationToken cancellationToken)
    {
        try
        {
            var message = await parking.ReadAsync(row.OrganizationId, row.Id, cancellationToken);
            await sender.SendAsync(
                new EndpointMessage(row.Endpoint, message, row.MessageId, row.TraceParent) { WasParked = true }, cancellationToken);
            LogSent(row.MessageId, row.Endpoint, row.Tries + 1);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // One that cannot be opened or sent does not keep the others from it.
            LogNotSent(exception, row.MessageId, row.Endpoint);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "Parked message {MessageId} is sent to {Endpoint} again, try {Try}")]
    private partial void LogSent(Guid messageId, string endpoint, int @try);

    [LoggerMessage(LogLevel.Warning, "Parked message {MessageId} could not be sent to {Endpoint}")]
    private partial void LogNotSent(Exception exception, Guid messageId, string endpoint);

    [LoggerMessage(LogLevel.Warning, "Parked messages could not be read and are looked for again")]
    private partial void LogFailed(Exception exception);
}
