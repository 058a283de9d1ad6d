using System.Text.Json;
using IopPlatform.Persistence.Encryption;
using Npgsql;
using NpgsqlTypes;

namespace IopPlatform.Persistence.Tenancy;

/// <summary>A value stored as jsonb, with camelCase names.</summary>
public sealed record Json(object? Value)
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)
        ?? throw new JsonException($"The stored JSON is null where a {typeof(T).Name} is expected.");
}

/// <summary>Positional SQL parameters from plain values.</summary>
internal static class SqlParameters
{
    public static NpgsqlBatchCommand Command(string sql, object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    /// <summary>The parameters that still need a key, with their values.</summary>
    public static IEnumerable<(NpgsqlParameter Parameter, KeyedValue Value)> Keyed(NpgsqlBatchCommand command, object?[] values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            if (values[index] is KeyedValue value)
            {
                yield return (command.Parameters[index], value);
            }
        }
    }

    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        Json json => new NpgsqlParameter
        {
            NpgsqlDbType = NpgsqlDbType.Jsonb,
            Value = json.Value is null ? DBNull.Value : JsonSerializer.Serialize(json.Value, Json.Options),
        },
        // The value of a KeyedValue is set when the statement is sent; until then it is nothing that PostgreSQL would take.
        ProtectedValue => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea },
        SearchableText => new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea | NpgsqlDbType.Array },
        // Only UTC fits a timestamptz; the offset is not stored anyway.
        DateTimeOffset at => new NpgsqlParameter<DateTimeOffset> { TypedValue = at.ToUniversalTime() },
        Guid id => new NpgsqlParameter<Guid> { TypedValue = id },
        string text => new NpgsqlParameter<string> { TypedValue = text },
        int number => new NpgsqlParameter<int> { TypedValue = number },
        long number => new NpgsqlParameter<long> { TypedValue = number },
        IReadOnlyList<Guid> ids and not Guid[] => new NpgsqlParameter { Value = ids.ToArray() },
        IReadOnlyList<string> texts and not string[] => new NpgsqlParameter { Value = texts.ToArray() },
        _ => new NpgsqlParameter { Value = value },
    };
}
