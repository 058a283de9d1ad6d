using System.Security.Cryptography;
using Npgsql;

namespace IopPlatform.AppHost.Local;

/// <summary>The passwords of a database's three roles that may sign in.</summary>
public sealed record DatabasePasswords(string Migrator, string App, string Relay)
{
    public static DatabasePasswords Generate() => new(Password(), Password(), Password());

    private static string Password() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}

/// <summary>Connection strings of a provisioned database, one for each role that may sign in.</summary>
public sealed record ProvisionedDatabase(string Migrator, string App, string Relay);

/// <summary>
/// Creates a database with its four roles: the owner, who cannot sign in; the migrator, who passes row security by and may
/// become the owner; the app and the relay, who are under row security.
/// </summary>
public static class DatabaseProvisioning
{
    private static readonly string[] Extensions = ["btree_gist", "pg_trgm", "pgcrypto"];

    /// <summary>Idempotent: what exists is kept, passwords are set to the given ones.</summary>
    /// <param name="superuser">Connection string of a role that may create roles, databases and extensions.</param>
    /// <param name="database">The database's name, which also begins the names of its roles.</param>
    public static async Task<ProvisionedDatabase> CreateAsync(
        string superuser, string database, DatabasePasswords passwords, CancellationToken cancellationToken)
    {
        await using (var server = await OpenAsync(superuser, "postgres", cancellationToken))
        {
            await ExecuteAsync(server, RolesSql(database, passwords), cancellationToken);
            if (!await ExistsAsync(server, database, cancellationToken))
            {
                await ExecuteAsync(server, $"create database {database} owner {database}_owner", cancellationToken);
            }
        }

        await using (var inside = await OpenAsync(superuser, database, cancellationToken))
        {
            await ExecuteAsync(inside, InsideSql(database), cancellationToken);
        }

        return ConnectionStrings(superuser, database, passwords);
    }

    /// <summary>The connection strings of a database that is provisioned, or will be.</summary>
    internal static ProvisionedDatabase ConnectionStrings(string superuser, string database, DatabasePasswords passwords) => new(
        ConnectionString(superuser, database, "migrator", passwords.Migrator),
        ConnectionString(superuser, database, "app", passwords.App),
        ConnectionString(superuser, database, "relay", passwords.Relay));

    private static string RolesSql(string database, DatabasePasswords passwords) =>
        $"""
        do $$ begin
            perform pg_advisory_xact_lock(7110002);
            if not exists (select from pg_roles where rolname = '{database}_owner') then create role {database}_owner nologin; end if;
            if not exists (select from pg_roles where rolname = '{database}_migrator') then create role {database}_migrator; end if;
            if not exists (select from pg_roles where rolname = '{database}_app') then create role {database}_app; end if;
            if not exists (select from pg_roles where rolname = '{database}_relay') then create role {database}_relay; end if;
            alter role {database}_migrator login bypassrls password '{passwords.Migrator}';
            alter role {database}_app login nobypassrls password '{passwords.App}';
            alter role {database}_relay login nobypassrls password '{passwords.Relay}';
            grant {database}_owner to {database}_migrator;
        end $$;
        """;

    private static string InsideSql(string database) =>
        $"""
        alter database {database} owner to {database}_owner;
        revoke connect, temporary on database {database} from public;
        grant connect on database {database} to {database}_migrator, {database}_app, {database}_relay;
        alter schema public owner to {database}_owner;
        revoke create on schema public from public;
        {string.Join('\n', Extensions.Select(extension => $"create extension if not exists {extension};"))}
        """;

    private static string ConnectionString(string superuser, string database, string role, string password)
    {
        var server = new NpgsqlConnectionStringBuilder(superuser);
        return new NpgsqlConnectionStringBuilder
        {
            Host = server.Host,
            Port = server.Port,
            Database = database,
            Username = $"{database}_{role}",
            Password = password,
        }.ConnectionString;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string superuser, string database, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(superuser) { Database = database, Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection server, string database, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select from pg_database where datname = $1", server)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = database } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
