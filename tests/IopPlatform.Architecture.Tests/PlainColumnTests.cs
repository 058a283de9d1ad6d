using System.Reflection;
using Dapper;
using IopPlatform.Migrations;
using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.Architecture.Tests;

/// <summary>
/// A new column of text cannot slip past encryption: it is a protected field, is limited to codes, or was reviewed and stands in
/// <c>plain-columns.txt</c> with the reason. Schema <c>auth</c> of Identity is left out: it holds sign-in alone.
/// </summary>
public sealed class PlainColumnTests
{
    private static readonly Dictionary<string, string> Reviewed = ReadList();

    public static TheoryData<string> Databases => [.. All.Select(database => database.Name)];

    private static IEnumerable<PlatformDatabase> All => PlatformDatabase.All.Append(PlatformDatabase.Web);

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Columns_OfTextJsonOrBytes_AreProtectedOrReviewed(string name)
    {
        var database = All.Single(database => database.Name == name);
        await using var source = NpgsqlDataSource.Create((await TestDatabase.CreateAsync(name, database.Assembly)).Migrator);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var columns = (await connection.QueryAsync<Column>(Catalog)).ToList();

        Assert.Equal(
            database.Fields.Select(field => field.ToString()).Order(StringComparer.Ordinal),
            columns.Where(column => column.IsSealed).Select(column => column.Name).Order(StringComparer.Ordinal));
        var unknown = columns
            .Where(column => !column.IsSealed && !column.IsCode && !IsReviewed(name, column.Name))
            .Select(column => $"{name} {column.Name} is neither a protected field nor reviewed in plain-columns.txt");
        Assert.Empty(unknown);
        var gone = Reviewed.Keys.Where(line => line.StartsWith(name + " ", StringComparison.Ordinal))
            .Except(columns.Where(column => !column.IsSealed).Select(column => $"{name} {column.Name}"));
        Assert.Empty(gone);
    }

    [Fact]
    public async Task Columns_PlantedText_IsFound()
    {
        await using var source = NpgsqlDataSource.Create((await TestDatabase.CreateAsync("planted", assembly: null)).Migrator);
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync($"set role {connection.Database}_owner; create table diary (page text not null); reset role");

        var column = Assert.Single(await connection.QueryAsync<Column>(Catalog), column => column.Name == "diary.page");
        Assert.False(column.IsSealed || column.IsCode || IsReviewed("planted", column.Name));
    }

    [Fact]
    public void Reviewed_EachLine_HasAReason() => Assert.All(Reviewed.Values, reason => Assert.NotEmpty(reason));

    /// <summary>Every such column, with whether its table's checks let only envelopes, or only codes and hashes, in.</summary>
    private const string Catalog = """
        select c.relname || '.' || a.attname as "Name",
            exists (select from pg_constraint k where k.conrelid = c.oid and k.conname = c.relname || '_' || a.attname || '_sealed') as "IsSealed",
            exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c'
                and (pg_get_constraintdef(k.oid) like '%(' || a.attname || ' = ANY (ARRAY[''%'
                    or pg_get_constraintdef(k.oid) like '%(' || a.attname || ' = ''%'
                    or pg_get_constraintdef(k.oid) like '%(' || a.attname || ' ~ ''^[0-9a-f]%')) as "IsCode"
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relkind in ('r', 'p') and not c.relispartition
            and format_type(a.atttypid, null) in ('text', 'text[]', 'character varying', 'json', 'jsonb', 'bytea', 'xml', 'hstore', 'tsvector')
        """;

    private static bool IsReviewed(string database, string column) =>
        Reviewed.ContainsKey($"{database} {column}") || Reviewed.ContainsKey($"* {column}");

    private static Dictionary<string, string> ReadList()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("plain-columns.txt")!);
        var list = new Dictionary<string, string>();
        var reason = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                reason = line[3..];
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                list.Add(line, reason);
            }
        }

        return list;
    }

    private sealed record Column(string Name, bool IsSealed, bool IsCode);
}
