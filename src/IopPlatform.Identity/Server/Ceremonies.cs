using Npgsql;

namespace IopPlatform.Identity.Server;

/// <summary>Challenges given out for passkeys (WebAuthn ceremonies). Each is good for one answer within five minutes.</summary>
public sealed class Ceremonies(NpgsqlDataSource source, TimeProvider time)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);

    /// <param name="person">Whose passkey is being made; null where one is used.</param>
    /// <param name="state">What the passkey handler wants back with the answer.</param>
    public async Task<Guid> BeginAsync(Guid? person, string state, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        await using var command = source.CreateCommand(
            """
            with old as (delete from auth.ceremonies where expires_at < $4)
            insert into auth.ceremonies (id, person_id, state, expires_at) values ($1, $2, $3, $5)
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter { Value = person ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = state });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() + Lasts });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return id;
    }

    /// <summary>Takes the state out; null when it is over, was taken before, or was begun for another purpose.</summary>
    public async Task<string?> TakeAsync(string id, Guid? person, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var ceremony)) return null;
        await using var command = source.CreateCommand(
            "delete from auth.ceremonies where id = $1 and person_id is not distinct from $2 and expires_at > $3 returning state");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ceremony });
        command.Parameters.Add(new NpgsqlParameter { Value = person ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
