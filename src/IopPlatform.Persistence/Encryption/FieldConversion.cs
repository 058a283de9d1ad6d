using System.Globalization;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IopPlatform.Persistence.Encryption;

/// <summary>
/// Encrypts what stood in a column before it became a protected one. The migrations process does so after the SQL files and
/// before any service starts; it also refuses a database whose keys it cannot unwrap.
/// </summary>
public static class FieldConversion
{
    /// <param name="migrator">Connection string of the database's migrator role.</param>
    /// <returns>How many rows were encrypted.</returns>
    /// <exception cref="EncryptionException">Data keys are wrapped by a platform key that is not configured, or a row stays plain.</exception>
    public static async Task<long> RunAsync(
        string migrator,
        IReadOnlyList<ProtectedField> fields,
        PlatformKeys platform,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(migrator);
        await RequirePlatformKeysAsync(source, platform, cancellationToken);
        using var keys = new DataKeys(source, platform, TimeProvider.System);
        var reencryption = new Reencryption(source, keys, loggers.CreateLogger<Reencryption>(), acceptsPlain: true);
        var converted = 0L;
        foreach (var field in fields)
        {
            foreach (var organization in await OrganizationsAsync(source, field, cancellationToken))
            {
                // A row with several plain columns becomes right one column after the other, so the checks stand aside meanwhile.
                foreach (var sibling in fields.Where(other => other.Table == field.Table))
                {
                    await AlterAsync(source, sibling, "drop constraint if exists {0}", cancellationToken);
                }

                converted += (await reencryption.RunAsync(organization, field, cancellationToken)).Changed;
            }
        }

        foreach (var field in fields)
        {
            await ValidateAsync(source, field, cancellationToken);
        }

        return converted;
    }

    private static async Task RequirePlatformKeysAsync(NpgsqlDataSource source, PlatformKeys platform, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var missing = (await connection.QueryAsync<string>(new CommandDefinition(
            "select distinct platform_key from data_keys", cancellationToken: cancellationToken))).Except(platform.Ids).ToList();
        if (missing.Count > 0)
        {
            throw new EncryptionException(
                $"{connection.Database} holds data that only platform key {string.Join(", ", missing)} opens; configured are "
                + $"{string.Join(", ", platform.Ids)}. Restore the missing key: without it the data cannot be read.");
        }
    }

    private static async Task<IReadOnlyList<Guid>> OrganizationsAsync(
        NpgsqlDataSource source, ProtectedField field, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition(
            $"select distinct organization_id from {field.Table} where {field.Column} is not null and not iop.is_sealed({field.Column})",
            cancellationToken: cancellationToken))];
    }

    /// <summary>The database itself then vouches that no plain row is left.</summary>
    private static async Task ValidateAsync(NpgsqlDataSource source, ProtectedField field, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var validated = await connection.ExecuteScalarAsync<bool?>(new CommandDefinition(
            "select convalidated from pg_constraint where conname = @name", new { name = Constraint(field) }, cancellationToken: cancellationToken));
        if (validated is not true)
        {
            await AlterAsync(
                source,
                field,
                "drop constraint if exists {0}, add constraint {0} check ({1} is null or iop.is_sealed({1}))",
                cancellationToken);
        }
    }

    private static async Task AlterAsync(NpgsqlDataSource source, ProtectedField field, string change, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        change = string.Format(CultureInfo.InvariantCulture, change, Constraint(field), field.Column);
        await connection.ExecuteAsync(new CommandDefinition(
            $"set role {connection.Database}_owner; set lock_timeout = '10s'; alter table {field.Table} {change}; reset role; reset lock_timeout",
            cancellationToken: cancellationToken));
    }

    private static string Constraint(ProtectedField field) => $"{field.Table}_{field.Column}_sealed";
}
