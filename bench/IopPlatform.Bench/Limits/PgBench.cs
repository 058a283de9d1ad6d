using System.Globalization;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using Dapper;
using Npgsql;

namespace IopPlatform.Bench.Limits;

/// <summary>Single-row inserts by PostgreSQL's own load program on the platform's server: the most that its durability allows.</summary>
internal static partial class PgBench
{
    private const string Program = "/usr/lib/postgresql/15/bin/pgbench";
    private const string Database = "bench";

    public static async Task<double> InsertsPerSecondAsync(
        BenchPlatform platform, int clients, TimeSpan duration, CancellationToken cancellationToken)
    {
        await PrepareAsync(platform);
        var server = new NpgsqlConnectionStringBuilder(platform.Local.Servers.PostgresSuperuser);
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                script,
                "insert into bare (id, organization_id, at, body) values (gen_random_uuid(), gen_random_uuid(), now(), repeat('x', 200));\n",
                cancellationToken);
            var ended = await Cli.Wrap(Program)
                .WithArguments(
                [
                    "-h", server.Host!, "-p", server.Port.ToString(CultureInfo.InvariantCulture), "-U", server.Username!, "-n", "-M", "prepared",
                    "-c", clients.ToString(CultureInfo.InvariantCulture), "-j", "2",
                    "-T", ((int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture), "-f", script, Database,
                ])
                .WithEnvironmentVariables(new Dictionary<string, string?> { ["PGPASSWORD"] = server.Password })
                .ExecuteBufferedAsync(cancellationToken);
            return double.Parse(Rate().Match(ended.StandardOutput).Groups[1].Value, CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task PrepareAsync(BenchPlatform platform)
    {
        await BareDatabase.CreateAsync(platform, Database);
        await using var connection = new NpgsqlConnection(platform.Superuser(Database));
        await connection.ExecuteAsync(
            "create table if not exists bare (id uuid primary key, organization_id uuid not null, at timestamptz not null, body text not null)");
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Rate();
}

internal static class BareDatabase
{
    public static async Task CreateAsync(BenchPlatform platform, string name)
    {
        await using var connection = new NpgsqlConnection(platform.Superuser("postgres"));
        if (await connection.ExecuteScalarAsync<bool>("select not exists (select from pg_database where datname = @name)", new { name }))
        {
            await connection.ExecuteAsync($"create database {name}");
        }
    }
}
