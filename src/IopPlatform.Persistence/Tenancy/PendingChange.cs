using Npgsql;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>A row to be inserted together with others of its kind.</summary>
internal sealed record PendingRow(RowInsert Insert, object?[] Values);

/// <summary>A change that is ready to be committed.</summary>
/// <param name="First">Inserted before anything else, so that what was done before is known before anything else can refuse it.</param>
/// <param name="Last">Inserted after the commands.</param>
internal sealed record PendingChange(
    TenantSettings Settings, IReadOnlyList<PendingRow> First, IReadOnlyList<NpgsqlBatchCommand> Commands, IReadOnlyList<PendingRow> Last)
{
    /// <summary>Each deadlock ends with one less in it, so this is far more than happens.</summary>
    private const int SendsMax = 5;

    /// <summary>Sends the changes as one batch, which is one transaction: all of them are committed or none.</summary>
    public static async Task CommitAsync(
        NpgsqlDataSource source, IReadOnlyList<PendingChange> changes, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var reach in changes.GroupBy(change => change.Settings))
        {
            batch.BatchCommands.Add(reach.Key.CommandForKeys());
            Add(batch, reach.SelectMany(change => change.First));
            foreach (var command in reach.SelectMany(change => change.Commands)) batch.BatchCommands.Add(command);
            Add(batch, reach.SelectMany(change => change.Last));
        }

        await SendAsync(batch, cancellationToken);
    }

    /// <summary>
    /// The same change for another connection: a command that was sent remembers what was prepared for it, which another connection
    /// has not.
    /// </summary>
    public PendingChange Again() => this with { Commands = [.. Commands.Select(Copy)] };

    /// <summary>The victim of a deadlock was rolled back as a whole, so the same batch may be sent again, as if it had come later.</summary>
    private static async Task SendAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        for (var sends = 1; ; sends++)
        {
            try
            {
                await batch.ExecuteNonQueryAsync(cancellationToken);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected && sends < SendsMax)
            {
                // Those it was in the way of have gone on.
            }
        }
    }

    private static NpgsqlBatchCommand Copy(NpgsqlBatchCommand command)
    {
        var copy = new NpgsqlBatchCommand(command.CommandText);
        foreach (NpgsqlParameter parameter in command.Parameters) copy.Parameters.Add(parameter.Clone());
        return copy;
    }

    private static void Add(NpgsqlBatch batch, IEnumerable<PendingRow> rows)
    {
        foreach (var kind in rows.GroupBy(row => row.Insert))
        {
            batch.BatchCommands.Add(kind.Key.Command([.. kind.Select(row => row.Values)]));
        }
    }
}
