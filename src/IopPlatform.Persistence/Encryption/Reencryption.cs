using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IopPlatform.Persistence.Encryption;

/// <summary>What a pass over a field of one organization did.</summary>
/// <param name="Changed">Rows that are under the newest key now and were not before.</param>
/// <param name="Skipped">Rows that somebody else was changing; the next pass looks at them.</param>
/// <param name="Broken">Rows that do not open: they stay as they are, and keep their key from being deleted.</param>
internal sealed record ReencryptionPass(long Changed, long Skipped, long Broken)
{
    public bool IsClean => this is { Changed: 0, Skipped: 0 };
}

/// <summary>
/// Encrypts a field's rows of one organization again under its newest key: plain ones (after a column became a protected one)
/// and those under former keys. In small transactions in the order of the table's key, so it can end at any point and begin
/// anew. It never waits for a row while it holds others, and nobody waits for it longer than a batch.
/// </summary>
/// <param name="acceptsPlain">
/// True in the migrations process alone: a service would otherwise give its seal to what somebody put past it into the database.
/// </param>
internal sealed partial class Reencryption(
    NpgsqlDataSource source, DataKeys keys, ILogger<Reencryption> logger, bool acceptsPlain = false)
{
    private const int BatchRows = 50;

    public async Task<ReencryptionPass> RunAsync(Guid organizationId, ProtectedField field, CancellationToken cancellationToken)
    {
        var newest = await keys.NewestAsync(organizationId, field.Purpose, cancellationToken);
        var pass = new ReencryptionPass(0, 0, 0);
        string[]? after = null;
        do
        {
            var (batch, last) = await BatchAsync(organizationId, field, newest, after, cancellationToken);
            pass = new ReencryptionPass(pass.Changed + batch.Changed, pass.Skipped + batch.Skipped, pass.Broken + batch.Broken);
            after = last;
        }
        while (after is not null);
        return pass;
    }

    private async Task<(ReencryptionPass Pass, string[]? Last)> BatchAsync(
        Guid organizationId, ProtectedField field, DataKey newest, string[]? after, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var wanted = await RowsAsync(connection, transaction, organizationId, field, newest, after, cancellationToken);
        if (wanted.Count == 0)
        {
            return (new ReencryptionPass(0, 0, 0), null);
        }

        await keys.BindAsync(organizationId, [.. wanted.Select(row => row.Text)], cancellationToken);
        await using var updates = new NpgsqlBatch(connection, transaction);
        var mine = wanted.Where(row => row.Locked).ToList();
        foreach (var row in mine)
        {
            if (Again(row, field, newest) is { } envelope)
            {
                updates.BatchCommands.Add(SqlParameters.Command(
                    $"update {field.Table} set {field.Column} = $1 where organization_id = $2 and {field.KeyIs(3)}",
                    [envelope, organizationId, .. row.Key]));
            }
        }

        if (updates.BatchCommands.Count > 0)
        {
            await updates.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        var changed = updates.BatchCommands.Count;
        return (
            new ReencryptionPass(changed, wanted.Count - mine.Count, mine.Count - changed),
            wanted.Count < BatchRows ? null : wanted[^1].Key);
    }

    /// <summary>The next rows that are not under the newest key; those that nobody else is changing are locked.</summary>
    private static async Task<IReadOnlyList<Row>> RowsAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Guid organizationId,
        ProtectedField field,
        DataKey newest,
        string[]? after,
        CancellationToken cancellationToken)
    {
        var where = after is null ? "" : $"and {field.KeyIsAfter(4)}";
        var select = $"""
            select {field.KeyAsText}, {field.Column} as sealed from {field.Table}
            where organization_id = $1 and {field.Column} is not null
                and not (iop.is_sealed({field.Column}) and substring({field.Column} from 2 for 16) = $2) {where}
            order by {field.KeyNames} limit $3
            """;
        object?[] values = [organizationId, newest.Id.ToByteArray(bigEndian: true), BatchRows, .. after ?? []];
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                TenantSettings.Command(Caller.Service(organizationId, "encryption")),
                new NpgsqlBatchCommand("select set_config('app.rekeying', 'on', true)"),
                // The first look makes sure that a row which is locked elsewhere is not taken for the end of the table.
                SqlParameters.Command(select, values),
                SqlParameters.Command($"{select} for update skip locked", values),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var seen = await ReadAsync(reader, field, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var locked = (await ReadAsync(reader, field, cancellationToken)).ToDictionary(row => row.RowKey);
        return [.. seen.Select(row => locked.TryGetValue(row.RowKey, out var mine) ? mine with { Locked = true } : row)];
    }

    private static async Task<List<Row>> ReadAsync(NpgsqlDataReader reader, ProtectedField field, CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellationToken))
        {
            string[] key = [.. Enumerable.Range(0, field.Key.Count).Select(reader.GetString)];
            rows.Add(new Row(key, await reader.GetFieldValueAsync<byte[]>(field.Key.Count, cancellationToken), Locked: false));
        }

        return rows;
    }

    /// <summary>The same content under the newest key, opened again before it takes the former's place. Null: it does not open.</summary>
    private byte[]? Again(Row row, ProtectedField field, DataKey newest)
    {
        try
        {
            var plain = acceptsPlain && !row.Text.IsSealed ? row.Stored : row.Text.OpenBytes(field, row.RowKey);
            var associated = field.Associated(newest.OrganizationId, row.RowKey);
            var envelope = Envelope.Seal(newest, associated, plain);
            return Envelope.Open(newest, associated, envelope).AsSpan().SequenceEqual(plain)
                ? envelope
                : throw new EncryptionException($"{field} of row {row.RowKey} did not come back from encryption as it went in.");
        }
        catch (EncryptionException exception)
        {
            LogBroken(exception, field.ToString());
            return null;
        }
    }

    private sealed record Row(string[] Key, byte[] Stored, bool Locked)
    {
        public string RowKey { get; } = string.Join('/', Key);

        public SealedText Text { get; } = new(Stored);
    }

    [LoggerMessage(LogLevel.Error, "A row of {Field} cannot be encrypted again and stays as it is")]
    private partial void LogBroken(Exception exception, string field);
}
