using IopPlatform.Messaging.Outbox;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IopPlatform.Messaging.Operations;

/// <summary>Counts every few seconds what waits, for the metrics.</summary>
internal sealed partial class CountBacklog(
    BacklogQuery query, MessagingMetrics metrics, TimeProvider time, ILogger<CountBacklog> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                metrics.Backlog = await query.CountAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                LogNotCounted(exception.GetType().Name);
            }

            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The backlog could not be counted: {ErrorType}")]
    private partial void LogNotCounted(string errorType);
}

/// <summary>Reads the backlog through the indexes of what is unsent and parked; sent and closed rows cost nothing.</summary>
internal sealed class BacklogQuery(RelayDatabase relay, TimeProvider time)
{
    public async Task<MessagingBacklog> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = relay.Source.CreateCommand(
            """
            select count(*), min(created_at), (select count(*) from parked_messages where state = 'parked')
            from outbox where sent_at is null
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var age = reader.IsDBNull(1) ? TimeSpan.Zero : time.GetUtcNow() - new DateTimeOffset(reader.GetDateTime(1));
        return new MessagingBacklog(reader.GetInt64(0), age > TimeSpan.Zero ? age : TimeSpan.Zero, reader.GetInt64(2));
    }

    /// <summary>Zero when nothing is unsent.</summary>
    public async Task<TimeSpan> OldestUnsentAsync(CancellationToken cancellationToken)
    {
        await using var command = relay.Source.CreateCommand("select created_at from outbox where sent_at is null order by id limit 1");
        return await command.ExecuteScalarAsync(cancellationToken) is DateTime created
            ? time.GetUtcNow() - new DateTimeOffset(created)
            : TimeSpan.Zero;
    }
}
