using Npgsql;

namespace IopPlatform.Persistence.Audit.Sealing;

/// <summary>The last batch that the database knows of.</summary>
internal sealed record SealHead(long Sequence, string LineHash, DateTimeOffset SealedAt);

/// <summary>How many rows lie behind the last batch.</summary>
internal sealed record Unsealed(long Rows, DateTimeOffset? Since);

/// <summary>The trails as the relay's role sees them: those of all organizations, to read only.</summary>
internal sealed class SealerDatabase(NpgsqlDataSource source) : IDisposable
{
    /// <summary>Any number that all sealers of one database share.</summary>
    private const string Lock = "select pg_try_advisory_xact_lock(7110003)";

    private const string Head = "select sequence, encode(line_hash, 'hex'), sealed_at from audit_head";

    public void Dispose() => source.Dispose();

    /// <summary>Null while another instance seals. Dispose it to release the lock.</summary>
    public async Task<SealingTurn?> TakeTurnAsync(CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await using var batch = new NpgsqlBatch(connection, transaction)
            {
                BatchCommands = { new(Lock), new("select pg_snapshot_xmax(pg_current_snapshot())"), new(Head) },
            };
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            var locked = reader.GetBoolean(0);
            await reader.NextResultAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            var nextXid = reader.GetFieldValue<ulong>(0);
            await reader.NextResultAsync(cancellationToken);
            var head = await ReadHeadAsync(reader, cancellationToken);
            if (locked) return new SealingTurn(connection, transaction, head, nextXid);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    public async Task<SealHead?> HeadAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Head);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadHeadAsync(reader, cancellationToken);
    }

    /// <summary>The rows after one position and not after another, however many they are by now.</summary>
    public async Task<IReadOnlyList<SealableRow>> RowsAsync(
        Trail trail, SealPosition after, SealPosition through, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"select {trail.Columns} from {trail.Table} where (xid, id) > ($1, $2) and (xid, id) <= ($3, $4) order by xid, id");
        AddPosition(command.Parameters, after);
        AddPosition(command.Parameters, through);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadRowsAsync(trail, reader, cancellationToken);
    }

    public async Task<Unsealed> UnsealedAsync(Trail trail, SealPosition after, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"select count(*), min(at) from {trail.Table} where (xid, id) > ($1, $2)");
        AddPosition(command.Parameters, after);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new Unsealed(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }

    internal static void AddPosition(NpgsqlParameterCollection parameters, SealPosition position)
    {
        parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8, Value = position.Xid });
        parameters.Add(new NpgsqlParameter<long> { TypedValue = position.Id });
    }

    internal static async Task<List<SealableRow>> ReadRowsAsync(
        Trail trail, NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var rows = new List<SealableRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(SealableRow.Read(trail, reader));
        }

        return rows;
    }

    private static async Task<SealHead?> ReadHeadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken)
            ? new SealHead(reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2))
            : null;
}
