using Npgsql;

namespace IopPlatform.Persistence.Audit.Sealing;

/// <summary>The right to seal, held until it is disposed.</summary>
/// <param name="nextXid">What the next transaction of this cluster would be called.</param>
internal sealed class SealingTurn(NpgsqlConnection connection, NpgsqlTransaction transaction, SealHead? head, ulong nextXid)
    : IAsyncDisposable
{
    public SealHead? Head => head;

    public ulong NextXid => nextXid;

    /// <summary>
    /// The next rows of each trail that are settled: their transactions are below the oldest running one, so no other row can
    /// come to lie before them.
    /// </summary>
    public async Task<IReadOnlyList<SealedTrail>> NextAsync(
        Func<Trail, SealPosition> after, int rowsMax, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var trail in Trail.All)
        {
            var command = new NpgsqlBatchCommand(
                $"""
                select {trail.Columns} from {trail.Table}
                where (xid, id) > ($1, $2) and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, id limit $3
                """);
            SealerDatabase.AddPosition(command.Parameters, after(trail));
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = rowsMax });
            batch.BatchCommands.Add(command);
        }

        var trails = new List<SealedTrail>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var trail in Trail.All)
        {
            trails.Add(SealedTrail.Of(trail, after(trail), await SealerDatabase.ReadRowsAsync(trail, reader, cancellationToken)));
            await reader.NextResultAsync(cancellationToken);
        }

        return trails;
    }

    /// <summary>Notes what the seal file ends with.</summary>
    public async Task CommitAsync(SealHead sealedHead, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into audit_head (sequence, line_hash, sealed_at) values ($1, decode($2, 'hex'), $3)
            on conflict (one) do update
            set sequence = excluded.sequence, line_hash = excluded.line_hash, sealed_at = excluded.sealed_at
            """,
            connection,
            transaction);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sealedHead.Sequence });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = sealedHead.LineHash });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = sealedHead.SealedAt.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
