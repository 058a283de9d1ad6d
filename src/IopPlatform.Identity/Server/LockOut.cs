using IopPlatform.Identity.Domain;
using Npgsql;

namespace IopPlatform.Identity.Server;

/// <summary>
/// Five wrong passwords or codes in a row lock an account for 15 minutes. A try is taken before it is judged and given back
/// when it was right, so that many guesses at once cannot be more than five; a whole sign-in clears the count. (ASP.NET Core
/// Identity counts afterwards, and forgets failures when two happen at once.)
/// </summary>
public sealed class LockOut(NpgsqlDataSource source, PersonAudit audit, TimeProvider time)
{
    public const int FailuresMax = 5;

    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(15);

    /// <summary>False while the account is locked: then nothing may be judged.</summary>
    public async Task<bool> TakeTryAsync(Guid personId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return await ScalarAsync(
            """
            update auth.people
            set access_failed_count = case when lockout_end is null then access_failed_count + 1 else 1 end,
                lockout_end = case when lockout_end is null and access_failed_count + 1 >= $3 then $4::timestamptz end
            where id = $1 and (lockout_end is null or lockout_end <= $2)
            returning 1
            """,
            cancellationToken, personId, now, FailuresMax, now + Lasts) is not null;
    }

    /// <summary>The try was right, but more is needed before the sign-in is whole.</summary>
    public Task GiveBackAsync(Guid personId, CancellationToken cancellationToken) => ScalarAsync(
        "update auth.people set access_failed_count = greatest(access_failed_count - 1, 0), lockout_end = null where id = $1",
        cancellationToken, personId);

    /// <summary>The try was wrong. When it locked the account, that is audited.</summary>
    public async Task FailAsync(Guid personId, CancellationToken cancellationToken)
    {
        if (await ScalarAsync(
            "select 1 from auth.people where id = $1 and lockout_end > $2", cancellationToken, personId, time.GetUtcNow()) is not null)
        {
            await audit.WriteAsync(personId, "sign-in.lock", new { minutes = Lasts.TotalMinutes }, cancellationToken);
        }
    }

    public Task ClearAsync(Guid personId, CancellationToken cancellationToken) => ScalarAsync(
        "update auth.people set access_failed_count = 0, lockout_end = null where id = $1", cancellationToken, personId);

    private async Task<object?> ScalarAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
