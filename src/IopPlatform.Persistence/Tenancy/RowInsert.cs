using Npgsql;
using NpgsqlTypes;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>
/// Rows of one table that may be inserted together: however many there are in a transaction, they are one statement, and always one
/// of the same two, so that both stay prepared.
/// </summary>
/// <param name="Columns">In the order of the values. Of these types: uuid, text, json, jsonb, timestamptz.</param>
public sealed record RowInsert(string Table, params (string Name, NpgsqlDbType Type)[] Columns)
{
    /// <summary>Most often there is one row, and its own statement takes three quarters of the other one's time.</summary>
    private readonly string one = $"{Into(Table, Columns)} values ({Each(Columns, (place, type) => $"${place}::{type}")})";

    /// <summary>In the list of what is selected, since PostgreSQL would keep what a function in "from" returns in a store of its own first.</summary>
    private readonly string many = $"{Into(Table, Columns)} select {Each(Columns, (place, type) => $"unnest(${place}::{type}[])")}";

    internal NpgsqlBatchCommand Command(IReadOnlyList<object?[]> rows)
    {
        var command = new NpgsqlBatchCommand(rows.Count == 1 ? one : many);
        for (var column = 0; column < Columns.Length; column++)
        {
            command.Parameters.Add(rows.Count == 1 ? Value(rows[0], column) : Values(rows, column));
        }

        return command;
    }

    private NpgsqlParameter Value(object?[] row, int column) => (Columns[column].Type, row[column]) switch
    {
        (var type, null) => new NpgsqlParameter { NpgsqlDbType = type, Value = DBNull.Value },
        (NpgsqlDbType.Uuid, Guid id) => new NpgsqlParameter<Guid> { TypedValue = id },
        (NpgsqlDbType.TimestampTz, DateTimeOffset at) => new NpgsqlParameter<DateTime> { TypedValue = at.UtcDateTime },
        (var type, var text) => new NpgsqlParameter<string> { NpgsqlDbType = type, TypedValue = (string)text },
    };

    private NpgsqlParameter Values(IReadOnlyList<object?[]> rows, int column)
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

    private static string Into(string table, (string Name, NpgsqlDbType Type)[] columns) =>
        $"insert into {table} ({string.Join(", ", columns.Select(column => column.Name))})";

    /// <param name="write">From the place of its parameter, counted from 1, and PostgreSQL's name of its type.</param>
    private static string Each((string Name, NpgsqlDbType Type)[] columns, Func<int, string, string> write) =>
        string.Join(", ", columns.Select((column, index) => write(index + 1, PgName(column.Type))));

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
