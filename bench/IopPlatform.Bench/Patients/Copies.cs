using Dapper;
using Npgsql;

namespace IopPlatform.Bench.Patients;

/// <summary>
/// Copies whole organizations within each service's database, row by row of every table, so that the rows are like those that the
/// API has written. Ids keep all but three of their digits, which become the copy's number, in columns and inside of texts and JSON
/// alike, so that references stay whole. Left out: outboxes, which are logs of what was sent, data keys, and Identity, since nobody
/// signs in to a copy.
/// </summary>
internal sealed class Copies(BenchPlatform platform)
{
    private const int NumberMax = 0xffe;

    /// <summary>A sealer with nothing to do pauses for two seconds; one with much to do makes a batch in far less.</summary>
    private static readonly TimeSpan SealerPausesMax = TimeSpan.FromSeconds(4);

    /// <summary>The number of the copy that no load touches: later copies are made of it, and so are like the first ones.</summary>
    private const int Kept = 0xfff;

    /// <summary>True for the organizations of the kept copy.</summary>
    public const string IsKept = "substring(organization_id::text from 16 for 3) = 'fff'";

    /// <summary>An organization's keys are bound to it and are made anew for a copy, which reads none of the originals' encrypted texts.</summary>
    private static readonly string[] NotCopied = ["outbox", "parked_messages", "data_keys"];

    /// <summary>Puts a copy of the organizations that were made by the API aside.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken) => await MakeAsync(await OrganizationsAsync("true"), Kept, 1, cancellationToken);

    /// <param name="from">Number of the first copy.</param>
    /// <param name="count">How many copies of each organization.</param>
    public async Task MakeAsync(int from, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from + count - 1, NumberMax);
        await MakeAsync(await OrganizationsAsync(IsKept), from, count, cancellationToken);
    }

    private async Task MakeAsync(IReadOnlyList<Guid> organizations, int from, int count, CancellationToken cancellationToken)
    {
        var databases = BenchPlatform.Databases.Where(name => name != "identity");
        await System.Threading.Tasks.Parallel.ForEachAsync(
            databases,
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken },
            async (database, token) => await CopyAsync(database, organizations, from, count, token));
    }

    private async Task<IReadOnlyList<Guid>> OrganizationsAsync(string which)
    {
        await using var connection = new NpgsqlConnection(platform.Superuser("intake"));
        return (await connection.QueryAsync<Guid>($"select distinct organization_id from patients where {which}")).AsList();
    }

    private async Task CopyAsync(
        string database, IReadOnlyList<Guid> organizations, int from, int count, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(platform.Superuser(database));
        await connection.OpenAsync(cancellationToken);
        // References are whole by construction; checking each would take longer than the copy.
        await connection.ExecuteAsync("set session_replication_role = replica; set synchronous_commit = off");
        await connection.ExecuteAsync(
            """
            create or replace function pg_temp.copied(text text, copy text) returns text language sql immutable parallel safe as $$
                select regexp_replace(text, '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f])[0-9a-f]{3}(-[0-9a-f]{4}-[0-9a-f]{12})', '\1' || copy || '\2', 'g')
            $$
            """);
        var columns = (await connection.QueryAsync<Column>(
            """
            select c.relname as Table, a.attname as Name, format_type(a.atttypid, null) as Type
            from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
            where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped
              and a.attidentity = '' and a.attgenerated = '' and not (c.relname = any(@NotCopied))
            order by c.relname, a.attnum
            """,
            new { NotCopied })).ToLookup(column => column.Table);
        foreach (var table in columns.Where(table => table.Any(column => column.Name == "organization_id")))
        {
            await connection.ExecuteAsync(Statement(table.Key, [.. table]), new { organizations = organizations.ToArray(), from, to = from + count - 1 });
        }

        await SealedAsync(connection, cancellationToken);
        await connection.ExecuteAsync("vacuum analyze");
        await connection.ExecuteAsync("checkpoint;");
    }

    /// <summary>
    /// The copied audit rows are new to the sealer, which works through them as fast as it can: that is the copy's work, not the load's.
    /// </summary>
    private static async Task SealedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        long before, now = 0;
        do
        {
            before = now;
            await Task.Delay(SealerPausesMax, cancellationToken);
            now = await connection.ExecuteScalarAsync<long>("select coalesce(max(sequence), 0) from audit_head");
        }
        while (now > before);
    }

    private static string Statement(string table, IReadOnlyList<Column> columns) =>
        $"""
        insert into "{table}" ({string.Join(", ", columns.Select(column => $"\"{column.Name}\""))})
        select {string.Join(", ", columns.Select(column => column.Copied))}
        from "{table}" o cross join (select lpad(to_hex(n), 3, '0') as hex from generate_series(@from, @to) n) copy
        where o.organization_id = any(@organizations)
        """;

    private sealed record Column(string Table, string Name, string Type)
    {
        public string Copied => Type switch
        {
            "uuid" => $"overlay(o.\"{Name}\"::text placing copy.hex from 16 for 3)::uuid",
            "uuid[]" or "text" or "json" or "jsonb" => $"pg_temp.copied(o.\"{Name}\"::text, copy.hex)::{Type}",
            _ => $"o.\"{Name}\"",
        };
    }
}
