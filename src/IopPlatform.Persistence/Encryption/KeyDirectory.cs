using Dapper;
using Npgsql;

namespace IopPlatform.Persistence.Encryption;

/// <summary>A data key as the relay's role sees it: that it is there, not what it is.</summary>
public sealed record KeyEntry(Guid OrganizationId, Guid Id, string Purpose, int Number, string PlatformKey, DateTimeOffset CreatedAt);

/// <summary>Which organization has which data keys, over all organizations of the database; it cannot read a wrapped key.</summary>
public sealed class KeyDirectory(NpgsqlDataSource relay) : IAsyncDisposable
{
    static KeyDirectory() => Tenancy.DapperTypes.Register();

    /// <param name="organizationId">Null: of all organizations.</param>
    public async Task<IReadOnlyList<KeyEntry>> ListAsync(Guid? organizationId, CancellationToken cancellationToken)
    {
        await using var connection = await relay.OpenConnectionAsync(cancellationToken);
        var entries = await connection.QueryAsync<KeyEntry>(new CommandDefinition(
            """
            select organization_id, id, purpose, number, platform_key, created_at from data_keys
            where @organizationId::uuid is null or organization_id = @organizationId
            order by organization_id, purpose, number
            """,
            new { organizationId },
            cancellationToken: cancellationToken));
        return [.. entries];
    }

    public ValueTask DisposeAsync() => relay.DisposeAsync();
}
