using Dapper;
using IopPlatform.Persistence.Encryption;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>
/// The service's database as the current caller may see it. Each call is one round trip whose first command names the
/// organization for that transaction alone, so nothing of it stays on the pooled connection.
/// </summary>
public sealed class TenantDatabase(
    NpgsqlDataSource source, TenantContext context, CommitSignal signal, TimeProvider time, DataKeys keys)
{
    static TenantDatabase() => DapperTypes.Register();

    /// <summary>Who is asking.</summary>
    /// <exception cref="InvalidOperationException">Nobody is: the endpoint is open, or a scope was set up without a caller.</exception>
    public Caller Caller => context.Caller
        ?? throw new InvalidOperationException("The tenant database was used without a caller.");

    /// <summary>
    /// Rows of one select; parameters are positional (<c>$1</c>). Columns map by name, underscores ignored; an encrypted one
    /// maps to <see cref="SealedText"/>.
    /// </summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object?[] parameters, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync<T>(sql, parameters, cancellationToken);
        if (SealedProperties<T>.Any && SealedProperties<T>.In(rows) is { Count: > 0 } texts)
        {
            await keys.BindAsync(Caller.OrganizationId, texts, cancellationToken);
        }

        return rows;
    }

    /// <summary>The only row, or null (default) when the caller can see none.</summary>
    /// <exception cref="InvalidOperationException">There is more than one.</exception>
    public async Task<T?> QuerySingleAsync<T>(string sql, object?[] parameters, CancellationToken cancellationToken) =>
        (await QueryAsync<T>(sql, parameters, cancellationToken)).SingleOrDefault();

    /// <summary>Begins a change: one transaction, sent as one batch, with its audit row and everything that follows from it.</summary>
    public WriteBatch Write() => new(source, context, Caller, signal, time, keys);

    private async Task<List<T>> ReadAsync<T>(string sql, object?[] parameters, CancellationToken cancellationToken)
    {
        var command = SqlParameters.Command(sql, parameters);
        foreach (var (parameter, value) in SqlParameters.Keyed(command, parameters))
        {
            parameter.Value = value.Under(await keys.NewestAsync(Caller.OrganizationId, value.Purpose, cancellationToken));
        }

        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(TenantSettings.Command(Caller));
        if (context.OpensInEmergency) batch.BatchCommands.Add(TenantSettings.Emergency(Caller, time.GetUtcNow()));
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        for (var settings = batch.BatchCommands.Count - 1; settings > 0; settings--) await reader.NextResultAsync(cancellationToken);
        var parse = reader.GetRowParser(typeof(T));
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((T)parse(reader));
        }

        return rows;
    }
}
