using Dapper;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Persistence.Encryption;

/// <summary>The table <c>data_keys</c> of one database, an organization at a time.</summary>
internal sealed class DataKeyTable(NpgsqlDataSource source)
{
    public const string Insert =
        """
        insert into data_keys (organization_id, id, purpose, number, platform_key, wrapped, created_at)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict on constraint data_key_number do nothing
        """;

    static DataKeyTable() => DapperTypes.Register();

    public async Task<IReadOnlyList<DataKeyRow>> LoadAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = Batch(
            connection,
            organizationId,
            """
            select organization_id, id, purpose, number, platform_key, wrapped, created_at
            from data_keys where organization_id = $1
            """,
            organizationId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return [.. reader.Parse<DataKeyRow>()];
    }

    /// <summary>Adds the key unless another process was first with the same number.</summary>
    public async Task AddAsync(DataKey key, PlatformKey wrapping, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = Batch(connection, key.OrganizationId, Insert, Values(key, wrapping, now));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public static object?[] Values(DataKey key, PlatformKey wrapping, DateTimeOffset now) =>
        [key.OrganizationId, key.Id, key.Purpose, key.Number, wrapping.Id, key.Wrap(wrapping), now];

    private static NpgsqlBatch Batch(NpgsqlConnection connection, Guid organizationId, string sql, params object?[] values) =>
        new(connection)
        {
            BatchCommands =
            {
                TenantSettings.Command(Caller.Service(organizationId, "encryption")),
                SqlParameters.Command(sql, values),
            },
        };
}
