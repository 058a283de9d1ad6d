using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using IopPlatform.ServiceDefaults.Faults;
using Npgsql;

namespace IopPlatform.Persistence.Schema;

/// <summary>
/// Brings one database to the schema of the given assemblies: their embedded SQL files in order, each once, in a transaction
/// of its own, under an advisory lock, as the owner role. A file that changed after it ran is an error.
/// </summary>
public static class SchemaMigration
{
    private const long Lock = 7110000;

    /// <param name="migrator">Connection string of the database's migrator role.</param>
    /// <param name="assemblies">In order; a service's own assembly comes last.</param>
    /// <param name="files">Null, or which files to apply: a test of an upgrade begins with an older schema.</param>
    /// <returns>The names of the files that were applied now.</returns>
    /// <exception cref="SchemaMigrationException">A file failed or has changed; the message names it.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(
        string migrator, IReadOnlyList<Assembly> assemblies, CancellationToken cancellationToken, Predicate<string>? files = null)
    {
        // Unpooled, so that closing it gives the session's lock back; patient, since another process may hold the lock.
        var settings = new NpgsqlConnectionStringBuilder(migrator) { Pooling = false, CommandTimeout = 0 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(
            connection,
            $"""
            select pg_advisory_lock({Lock});
            set lock_timeout = '10s';
            set role {QuoteName(connection.Database + "_owner")};
            create schema if not exists iop_schema;
            create table if not exists iop_schema.applied (name text primary key, checksum text not null, applied_at timestamptz not null default now());
            """,
            cancellationToken);
        var applied = await AppliedAsync(connection, cancellationToken);
        var now = new List<string>();
        foreach (var script in assemblies.SelectMany(Scripts).Where(script => files is null || files(script.Name)))
        {
            if (applied.TryGetValue(script.Name, out var checksum))
            {
                if (checksum != script.Checksum)
                {
                    throw new SchemaMigrationException($"{script.Name} has changed since it was applied to {connection.Database}; add a new file instead.");
                }

                continue;
            }

            await ApplyAsync(connection, script, cancellationToken);
            now.Add(script.Name);
        }

        await ExecuteAsync(connection, "call iop.prepare_outbox_months(13)", cancellationToken);
        return now;
    }

    private static IEnumerable<Script> Scripts(Assembly assembly) => assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var sql = reader.ReadToEnd();
            return new Script(name, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
        });

    private static async Task<Dictionary<string, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select name, checksum from iop_schema.applied", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var applied = new Dictionary<string, string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetString(0), reader.GetString(1));
        }

        return applied;
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Script script, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, script.Sql, cancellationToken);
        }
        catch (PostgresException exception)
        {
            throw new SchemaMigrationException(
                $"{script.Name} failed on {connection.Database} at character {exception.Position}: {exception.MessageText}", exception);
        }

        await using var command = new NpgsqlCommand("insert into iop_schema.applied (name, checksum) values ($1, $2)", connection, transaction)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = script.Name }, new NpgsqlParameter<string> { TypedValue = script.Checksum } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
        await Failpoints.ReachedAsync(FailpointNames.FileNotCommitted);
        await transaction.CommitAsync(cancellationToken);
        await Failpoints.ReachedAsync(FailpointNames.BetweenFiles);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string QuoteName(string name) => '"' + name.Replace("\"", "\"\"") + '"';

    private sealed record Script(string Name, string Sql, string Checksum);
}

/// <summary>A schema file could not be applied. The platform must not start on such a database.</summary>
public sealed class SchemaMigrationException(string message, Exception? inner = null) : Exception(message, inner);
