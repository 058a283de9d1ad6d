using Npgsql;
using NpgsqlTypes;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>
/// Rows of one table that may be inserted together: however many there are in a transaction, they are one statement, and always the
/// same one, so that it stays prepared.
/// </summary>
/// <param name="Columns">In the order of the values. Of these types: uuid, text, json, jsonb, timestamptz.</param>
public sealed record RowInsert(string Table, params (string Name, NpgsqlDbType Type)[] Columns)
{
    private readonly string sql =
        $"insert into {Table} ({string.Join(", ", Columns.Select(column => column.Name))}) "
        + $"select * from unnest({string.Join(", ", Columns.Select((column, index) => $"${index + 1}::{PgName(column.Type)}[]"))})";

    internal NpgsqlBatchCommand Command(IReadOnlyList<object?[]> rows)
    {
        var command = new NpgsqlBatchCommand(sql);
        for (var column = 0; column < Columns.Length; column++)
        {
            command.Parameters.Add(Parameter(rows, column));
        }

        return command;
    }

    private NpgsqlParameter Parameter(IReadOnlyList<object?[]> rows, int column)
    {
        var place = column;
        return Columns[place].Type switch
        {
            NpgsqlDbType.Uuid => new NpgsqlParameter<Guid?[]> { TypedValue = [.. rows.Select(row => (Guid?)row[place])] },
            NpgsqlDbType.TimestampTz => new NpgsqlParameter<DateTime?[]>
            {
                TypedValue = [.. rows.Select(row => ((DateTimeOffset?)row[place])?.UtcDateTime)],
            },
            var type => new NpgsqlParameter<string?[]>
            {
                NpgsqlDbType = NpgsqlDbType.Array | type,
                TypedValue = [.. rows.Select(row => (string?)row[place])],
            },
        };
    }

    private static string PgName(NpgsqlDbType type) => type switch
    {
        NpgsqlDbType.Uuid => "uuid",
        NpgsqlDbType.Text => "text",
        NpgsqlDbType.Json => "json",
        NpgsqlDbType.Jsonb => "jsonb",
        NpgsqlDbType.TimestampTz => "timestamptz",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Rows of this type are not inserted together."),
    };
}
