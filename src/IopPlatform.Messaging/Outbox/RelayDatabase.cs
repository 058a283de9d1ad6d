using Dapper;
using Npgsql;

namespace IopPlatform.Messaging.Outbox;

/// <summary>A message that was committed and is to be sent.</summary>
internal sealed record OutboxRow(long Id, DateTime CreatedAt, Guid MessageId, string MessageType, string Body, string? TraceParent);

/// <summary>The database as the relay's own role sees it: the messaging tables of all organizations, nothing else.</summary>
internal sealed class RelayDatabase(NpgsqlDataSource source)
{
    /// <summary>Any number that all relays of one database share.</summary>
    private const string Lock = "select pg_try_advisory_xact_lock(7110001)";

    /// <summary>
    /// It finds the rows to delete by their place. By their keys, the one plan for all times would read the whole table every second, since
    /// nobody tells it how few have fallen due. A row that is replaced meanwhile has another place and stays for the next look.
    /// </summary>
    internal const string MoveDue =
        """
        with fallen as (
            delete from due where ctid = any (array(
                select ctid from due where due_at <= $1 order by due_at limit $2 for update skip locked))
            returning organization_id, message_type, body)
        insert into outbox (organization_id, message_id, message_type, body, created_at)
        select organization_id, gen_random_uuid(), message_type, body, $1 from fallen
        """;

    public NpgsqlDataSource Source => source;

    /// <summary>The oldest unsent rows, or none while another relay holds the lock. Dispose it to release the lock.</summary>
    /// <param name="leaveOut">Rows that the broker has just refused.</param>
    public async Task<UnsentBatch> TakeUnsentAsync(int rowsMax, long[] leaveOut, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var batch = new NpgsqlBatch(connection, transaction)
            {
                BatchCommands =
                {
                    new NpgsqlBatchCommand(Lock),
                    new NpgsqlBatchCommand(
                        """
                        select id, created_at, message_id, message_type, body::text as body, trace_parent
                        from outbox where sent_at is null and not id = any($2) order by id limit $1
                        """)
                    {
                        Parameters =
                        {
                            new NpgsqlParameter<int> { TypedValue = rowsMax },
                            new NpgsqlParameter<long[]> { TypedValue = leaveOut },
                        },
                    },
                },
            };
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            var locked = reader.GetBoolean(0);
            await reader.NextResultAsync(cancellationToken);
            var rows = locked ? reader.Parse<OutboxRow>().ToList() : [];
            return new UnsentBatch(connection, transaction, rows);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Moves what has fallen due into the outbox.</summary>
    public async Task MoveDueAsync(DateTimeOffset now, int rowsMax, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(MoveDue);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = rowsMax });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>Rows under the relay lock.</summary>
internal sealed class UnsentBatch(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<OutboxRow> rows)
    : IAsyncDisposable
{
    public IReadOnlyList<OutboxRow> Rows => rows;

    public async Task MarkSentAsync(IReadOnlyList<OutboxRow> sent, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (sent.Count > 0)
        {
            await using var command = new NpgsqlCommand(
                """
                update outbox set sent_at = $1 from unnest($2::bigint[], $3::timestamptz[]) as done(id, created_at)
                where outbox.id = done.id and outbox.created_at = done.created_at
                """,
                connection,
                transaction);
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = at.UtcDateTime });
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. sent.Select(row => row.Id)] });
            command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. sent.Select(row => row.CreatedAt)] });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
