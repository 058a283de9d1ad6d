using IopPlatform.Messaging.Outbox;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace IopPlatform.Messaging.Pruning;

/// <summary>
/// Deletes, as the relay's role and in small batches, what is kept for a time only, and names the outbox partitions that are past
/// theirs: whether and when those go is the operators' own rule. Several instances may do it at once.
/// </summary>
internal sealed partial class Prune(
    RelayDatabase relay, IOptions<MessagingOptions> options, TimeProvider time, ILogger<Prune> logger) : BackgroundService
{
    /// <summary>A message that comes again later than this is handled again, so a replay reaches back less far.</summary>
    public static readonly TimeSpan InboxKept = TimeSpan.FromDays(30);
    public static readonly TimeSpan IdempotencyKept = TimeSpan.FromDays(7);
    public static readonly TimeSpan ClosedParkedKept = TimeSpan.FromDays(90);

    private const int BatchSize = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(50);

    /// <summary>Rows deleted from each table.</summary>
    internal sealed record Outcome(int Inbox, int Idempotency, int Parked, IReadOnlyList<string> OldPartitions);

    internal async Task<Outcome> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var outcome = new Outcome(
            await DeleteAsync("inbox", "organization_id, message_id, endpoint", "handled_at", now - InboxKept, cancellationToken),
            await DeleteAsync("idempotency", "organization_id, subject, key", "created_at", now - IdempotencyKept, cancellationToken),
            await DeleteAsync("parked_messages", "organization_id, id", "closed_at", now - ClosedParkedKept, cancellationToken),
            await OldPartitionsAsync(now.AddMonths(-options.Value.OutboxMonthsKept), cancellationToken));
        if (outcome is not { Inbox: 0, Idempotency: 0, Parked: 0 })
        {
            LogPruned(outcome.Inbox, outcome.Idempotency, outcome.Parked);
        }

        if (outcome.OldPartitions.Count > 0)
        {
            LogOldPartitions(options.Value.OutboxMonthsKept, string.Join(", ", outcome.OldPartitions));
        }

        return outcome;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Not at the start, when there is other work, and not in all services at the same moment.
            await Task.Delay(Every * (0.5 + Random.Shared.NextDouble()), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!stoppingToken.IsCancellationRequested) await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                LogFailed(exception);
            }
        }
    }

    /// <param name="before">Exclusive.</param>
    private async Task<int> DeleteAsync(string table, string key, string column, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var all = 0;
        while (true)
        {
            await using var command = relay.Source.CreateCommand(
                $"""
                delete from {table} where ({key}) in
                    (select {key} from {table} where {column} < $1 order by {column} limit {BatchSize})
                """);
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
            var deleted = await command.ExecuteNonQueryAsync(cancellationToken);
            all += deleted;
            if (deleted < BatchSize)
            {
                return all;
            }

            await Task.Delay(BetweenBatches, time, cancellationToken);
        }
    }

    /// <summary>The partitions whose whole month lies before.</summary>
    private async Task<IReadOnlyList<string>> OldPartitionsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var command = relay.Source.CreateCommand(
            """
            select c.relname::text from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = 'outbox'::regclass and c.relname ~ '^outbox_\d{4}_\d{2}$'
              and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= $1
            order by 1
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    [LoggerMessage(LogLevel.Information, "Pruned {Inbox} inbox rows, {Idempotency} kept answers and {Parked} closed parked messages")]
    private partial void LogPruned(int inbox, int idempotency, int parked);

    [LoggerMessage(LogLevel.Information, "Outbox partitions older than {Months} months: {Partitions}")]
    private partial void LogOldPartitions(int months, string partitions);

    [LoggerMessage(LogLevel.Warning, "Old rows could not be pruned and will be later")]
    private partial void LogFailed(Exception exception);
}
