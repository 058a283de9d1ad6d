using System.Diagnostics;
using Dapper;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace IopPlatform.Bench.Limits;

/// <summary>
/// The least that a durable write with a consequence can be: a row and an outbox row in one batch, a relay with confirms, a quorum
/// queue and one consumer that acknowledges. No HTTP, no tenants, no audit. Raw drivers, in this process.
/// </summary>
internal sealed class BarePipeline(BenchPlatform platform) : IDisposable
{
    private const string Database = "bench";
    private const string Queue = "bench-bare";
    private const int RelayRows = 500;
    private const int OpenMax = 1_000;
    private const ushort Prefetch = 256;
    private static readonly byte[] Body = new byte[300];
    private readonly SemaphoreSlim wake = new(0, 1);
    private int written;
    private int consumed;

    /// <summary>Writes a second, each counted when its message was consumed.</summary>
    public async Task<double> PerSecondAsync(int writers, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var source = await PrepareAsync();
        await using var broker = await new ConnectionFactory { Uri = new Uri(platform.Local.Servers.RabbitMq) }.CreateConnectionAsync(cancellationToken);
        await using var receiving = await ConsumeAsync(broker, cancellationToken);
        await using var sending = await broker.CreateChannelAsync(
            new CreateChannelOptions(true, true, new ThrottlingRateLimiter(OpenMax)), cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var relay = RelayAsync(source, sending, stop.Token);
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(() => WriteAsync(source, since, duration), cancellationToken)));
        while (Volatile.Read(ref consumed) < Volatile.Read(ref written)) await Task.Delay(5, cancellationToken);

        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        await stop.CancelAsync();
        await relay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await receiving.QueueDeleteAsync(Queue, cancellationToken: cancellationToken);
        return written / seconds;
    }

    public void Dispose() => wake.Dispose();

    private async Task<NpgsqlDataSource> PrepareAsync()
    {
        await BareDatabase.CreateAsync(platform, Database);
        var source = NpgsqlDataSource.Create(platform.Superuser(Database) + ";Maximum Pool Size=40;No Reset On Close=true");
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            drop table if exists bare_rows, bare_outbox;
            create table bare_rows (id uuid primary key, at timestamptz not null, body text not null);
            create table bare_outbox (id bigint generated always as identity primary key, message_id uuid not null, body bytea not null, sent_at timestamptz);
            create index bare_unsent on bare_outbox (id) where sent_at is null;
            """);
        return source;
    }

    private async Task WriteAsync(NpgsqlDataSource source, long since, TimeSpan duration)
    {
        while (Stopwatch.GetElapsedTime(since) < duration)
        {
            if (Volatile.Read(ref written) - Volatile.Read(ref consumed) > OpenMax)
            {
                await Task.Delay(1);
                continue;
            }

            var id = Guid.CreateVersion7();
            await using var connection = await source.OpenConnectionAsync();
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new NpgsqlBatchCommand("insert into bare_rows (id, at, body) values ($1, now(), repeat('x', 200))")
                    {
                        Parameters = { new NpgsqlParameter<Guid> { TypedValue = id } },
                    },
                    new NpgsqlBatchCommand("insert into bare_outbox (message_id, body) values ($1, $2)")
                    {
                        Parameters = { new NpgsqlParameter<Guid> { TypedValue = id }, new NpgsqlParameter<byte[]> { TypedValue = Body } },
                    },
                },
            };
            await batch.ExecuteNonQueryAsync();
            Interlocked.Increment(ref written);
            if (wake.CurrentCount == 0) Wake();
        }
    }

    private void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Woken already.
        }
    }

    private async Task RelayAsync(NpgsqlDataSource source, IChannel channel, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            var rows = (await connection.QueryAsync<(long Id, byte[] Body)>(
                "select id, body from bare_outbox where sent_at is null order by id limit @RelayRows", new { RelayRows })).AsList();
            var properties = new BasicProperties { Persistent = true };
            await Task.WhenAll(rows.Select(row => channel.BasicPublishAsync("", Queue, true, properties, row.Body, cancellationToken).AsTask()));
            await connection.ExecuteAsync(
                "update bare_outbox set sent_at = now() where id = any(@ids)", new { ids = rows.Select(row => row.Id).ToArray() });
            if (rows.Count < RelayRows) await wake.WaitAsync(TimeSpan.FromMilliseconds(100), cancellationToken);
        }
    }

    private async Task<IChannel> ConsumeAsync(IConnection broker, CancellationToken cancellationToken)
    {
        var channel = await broker.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            Queue, true, false, false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: cancellationToken);
        await channel.BasicQosAsync(0, Prefetch, false, cancellationToken);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            await channel.BasicAckAsync(delivery.DeliveryTag, false);
            Interlocked.Increment(ref consumed);
        };
        await channel.BasicConsumeAsync(Queue, false, consumer, cancellationToken);
        return channel;
    }
}
