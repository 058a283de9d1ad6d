using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IopPlatform.Persistence.Audit.Sealing;

/// <summary>Sealing must not go on, since what was sealed before is not as the database remembers it. An operator has to look.</summary>
internal sealed class SealingException(string message) : Exception(message);

/// <summary>
/// Seals the audit trail: batch after batch of settled rows, signed, chained, and appended to the seal file. The file is the
/// truth: a crash after an append is made good by reading its last line. Several instances may run; one at a time has the lock.
/// </summary>
internal sealed partial class AuditSealer(
    string service, SealerDatabase database, string path, SealSigningKey key, TimeProvider time, ILogger<AuditSealer> logger) : BackgroundService
{
    private const int RowsMax = 2000;
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);

    /// <summary>An empty batch says that nothing happened since the last one, so that nothing can be slipped in there later.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = LooksEvery;
            try
            {
                while (await SealAsync(stoppingToken) >= RowsMax)
                {
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException
                or UnauthorizedAccessException or FormatException or SealingException or OperationCanceledException)
            {
                LogFailed(exception, service);
                pause = PauseAfterFailure;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Seals one batch, if there is anything to seal and no other instance does.</summary>
    /// <returns>How many rows the fuller trail gave.</returns>
    internal async Task<int> SealAsync(CancellationToken cancellationToken)
    {
        await using var turn = await database.TakeTurnAsync(cancellationToken);
        if (turn is null) return 0;

        using var file = SealFile.Open(path);
        if (file.Repaired) LogRepaired(service);
        var last = file.ReadLast() is { } text ? SealedLine.Parse(text) : null;
        RequireContinuation(turn, last);
        var trails = await turn.NextAsync(trail => last?.Batch.Through(trail) ?? SealPosition.Start, RowsMax, cancellationToken);
        var rows = trails.Max(trail => trail.Ids.Count);
        if (rows == 0 && last is not null && time.GetUtcNow() - last.Batch.SealedAt < SilenceMax) return 0;

        var line = SealedLine.Sign(
            new SealedBatch(
                SealedBatch.CurrentForm, service, (last?.Batch.Sequence ?? 0) + 1, last?.Hash ?? SealedBatch.NoPrevious,
                time.GetUtcNow(), key.Public.Id, trails),
            key);
        file.Append(line.Text);
        // The commit ends the turn, and whoever takes the next one opens the file at once.
        file.Dispose();
        await turn.CommitAsync(new SealHead(line.Batch.Sequence, line.Hash, line.Batch.SealedAt), cancellationToken);
        return rows;
    }

    private void RequireContinuation(SealingTurn turn, SealedLine? last)
    {
        if (turn.Head is { } head && (last is null || last.Batch.Sequence < head.Sequence
            || (last.Batch.Sequence == head.Sequence && last.Hash != head.LineHash)))
        {
            throw new SealingException(
                $"The database remembers batch {head.Sequence}, which is not in {path}: the file was cut, changed, or is another one.");
        }

        if (last is not null && Trail.All.Any(trail => last.Batch.Through(trail).Xid >= turn.NextXid))
        {
            throw new SealingException(
                "The sealed rows are of later transactions than this PostgreSQL has run: the database was moved. See docs/operations.md, Audit.");
        }
    }

    [LoggerMessage(LogLevel.Error, "The audit trail of {Service} could not be sealed; it is tried again")]
    private partial void LogFailed(Exception exception, string service);

    [LoggerMessage(LogLevel.Warning, "The seal file of {Service} ended with an incomplete line, which was taken away")]
    private partial void LogRepaired(string service);
}
