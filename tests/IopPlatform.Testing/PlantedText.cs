using Dapper;
using Npgsql;

namespace IopPlatform.Testing;

/// <summary>Looks for planted words in everything that a database stores, as a thief of a dump would.</summary>
public static class PlantedText
{
    /// <summary>The columns of any table, as <c>table.column</c>, in which the word stands as text or as bytes; case is ignored.</summary>
    public static async Task<IReadOnlyList<string>> ColumnsWithAsync(NpgsqlDataSource everything, string word)
    {
        await using var connection = await everything.OpenConnectionAsync();
        var columns = await connection.QueryAsync<(string Table, string Name)>(
            """
            select format('%I.%I', n.nspname, c.relname), a.attname
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace and n.nspname not in ('pg_catalog', 'information_schema')
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind in ('r', 'p') and not c.relispartition
            """);
        var found = new List<string>();
        foreach (var (table, name) in columns)
        {
            // Bytes are shown as escaped text, so that plain words in them can be seen.
            var holds = await connection.ExecuteScalarAsync<bool>(
                $"""
                select exists (select from {table} where position(lower(@word) in lower(
                    case pg_typeof("{name}")::text when 'bytea' then encode("{name}"::text::bytea, 'escape') else "{name}"::text end)) > 0)
                """,
                new { word });
            if (holds)
            {
                found.Add($"{table.Replace("public.", "", StringComparison.Ordinal)}.{name}");
            }
        }

        return found;
    }
}
