using System.Diagnostics;
using Dapper;
using IopPlatform.Checking;
using Npgsql;

namespace IopPlatform.Bench;

/// <summary>
/// What is still on its way since a moment: messages not yet sent, and deliveries not yet handled. Counted in the databases, where
/// the truth is; a queue's own numbers are seconds old.
/// </summary>
internal sealed class Backlog(BenchPlatform platform)
{
    private static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until nothing is on its way; says how long that took.</summary>
    /// <exception cref="InvalidOperationException">Something is, after all that patience.</exception>
    public async Task<TimeSpan> DrainAsync(DateTimeOffset since, TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.GetTimestamp();
        while (true)
        {
            var looked = Stopwatch.GetElapsedTime(clock);
            var open = await CountAsync(since);
            if (open <= 0) return looked;
            if (looked > patience) throw new InvalidOperationException($"{open} messages are still on their way after {patience.TotalSeconds:0} s.");
            await Task.Delay(LooksEvery, cancellationToken);
        }
    }

    private async Task<long> CountAsync(DateTimeOffset since)
    {
        // Inboxes first: what is sent between the two looks then counts as open, not as done.
        var handled = await Task.WhenAll(BenchPlatform.Databases.Select(name => HandledAsync(name, since)));
        var sent = await Task.WhenAll(BenchPlatform.Databases.Select(name => WrittenAsync(name, since)));
        return sent.SelectMany(types => types).Sum(type => type.Count * MessageEndpoints.All[type.MessageType].Count) - handled.Sum();
    }

    private async Task<long> HandledAsync(string database, DateTimeOffset since)
    {
        await using var connection = new NpgsqlConnection(platform.Superuser(database));
        return await connection.ExecuteScalarAsync<long>(
            "select count(*) from inbox where handled_at >= @since", new { since = since.UtcDateTime });
    }

    private async Task<IEnumerable<WrittenType>> WrittenAsync(string database, DateTimeOffset since)
    {
        await using var connection = new NpgsqlConnection(platform.Superuser(database));
        return await connection.QueryAsync<WrittenType>(
            "select message_type as MessageType, count(*) as Count from outbox where created_at >= @since group by message_type",
            new { since = since.UtcDateTime });
    }

    private sealed record WrittenType(string MessageType, long Count);
}
