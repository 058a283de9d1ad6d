using System.Security.Cryptography;
using System.Text;
using IopPlatform.Persistence.Tenancy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace IopPlatform.Identity.Domain;

/// <param name="Passkeys">How many the person has registered.</param>
public sealed record OwnFactors(bool Totp, int Passkeys, int RecoveryCodesLeft)
{
    public bool Any => Totp || Passkeys > 0;
}

public enum CodeOutcome
{
    Accepted,

    /// <summary>A recovery code was used up.</summary>
    AcceptedRecovery,

    Wrong,

    /// <summary>The right code, but it, or a later one, was used before.</summary>
    Replayed,
}

/// <summary>What people have enrolled beside their password.</summary>
public sealed class SecondFactors(NpgsqlDataSource source, IDataProtectionProvider protection, TimeProvider time)
{
    private const int RecoveryCodes = 8;
    private const int RecoveryCodeBytes = 10;

    private readonly IDataProtector protector = protection.CreateProtector("totp");

    public async Task<OwnFactors> OfAsync(Guid personId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            """
            select exists (select 1 from auth.totp where person_id = $1),
                   (select count(*)::int from auth.person_passkeys where user_id = $1),
                   (select count(*)::int from auth.recovery_codes where person_id = $1 and used_at is null)
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = personId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new OwnFactors(reader.GetBoolean(0), reader.GetInt32(1), reader.GetInt32(2));
    }

    /// <summary>Judges what somebody typed: a code of their authenticator app, or one of their recovery codes.</summary>
    public async Task<CodeOutcome> JudgeAsync(Guid personId, string typed, CancellationToken cancellationToken)
    {
        if (Bare(typed).Length > Totp.Digits)
        {
            return await ChangeOneAsync(
                "update auth.recovery_codes set used_at = $3 where person_id = $1 and code_hash = $2 and used_at is null",
                cancellationToken, personId, HashOf(typed), time.GetUtcNow())
                ? CodeOutcome.AcceptedRecovery
                : CodeOutcome.Wrong;
        }

        if (await SecretOfAsync(personId, cancellationToken) is not { } secret
            || Totp.Match(secret, typed, time.GetUtcNow()) is not { } step)
        {
            return CodeOutcome.Wrong;
        }

        return await ChangeOneAsync(
            "update auth.totp set last_step = $2 where person_id = $1 and last_step < $2", cancellationToken, personId, step)
            ? CodeOutcome.Accepted
            : CodeOutcome.Replayed;
    }

    /// <summary>Keeps a secret whose first code was shown to be right, and gives new recovery codes in place of older ones.</summary>
    /// <returns>The recovery codes, which cannot be shown again.</returns>
    public async Task<IReadOnlyList<string>> EnrollAsync(
        Guid personId, byte[] secret, long step, CancellationToken cancellationToken)
    {
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => NewRecoveryCode()).ToList();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        void Add(string sql, params object[] parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            batch.BatchCommands.Add(command);
        }

        Add(UpsertSecret, personId, Protect(secret), step);
        Add("delete from auth.recovery_codes where person_id = $1", personId);
        Add(
            "insert into auth.recovery_codes (person_id, code_hash) select $1, unnest($2::text[])",
            personId, codes.Select(HashOf).ToArray());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return codes;
    }

    /// <summary>Where a secret is written by a statement of somebody else's transaction; $1 person, $2 protected secret, $3 step.</summary>
    public const string UpsertSecret =
        """
        insert into auth.totp (person_id, secret, last_step) values ($1, $2, $3)
        on conflict (person_id) do update set secret = excluded.secret, last_step = excluded.last_step
        """;

    public string Protect(byte[] secret) => protector.Protect(Totp.Base32(secret));

    /// <summary>
    /// Counts a use of a passkey. False when it was removed meanwhile, or another use with the same counter or a later one was
    /// faster: a copied authenticator. Those that count nothing always say 0.
    /// </summary>
    public Task<bool> UsePasskeyAsync(Guid personId, UserPasskeyInfo passkey, CancellationToken cancellationToken) => ChangeOneAsync(
        """
        update auth.person_passkeys
        set data = data || jsonb_build_object('SignCount', $3::bigint, 'IsUserVerified', true, 'IsBackedUp', $4::boolean)
        where user_id = $1 and credential_id = $2
          and ((data ->> 'SignCount')::bigint < $3 or $3 = 0 and (data ->> 'SignCount')::bigint = 0)
        """,
        cancellationToken, personId, passkey.CredentialId, (long)passkey.SignCount, passkey.IsBackedUp);

    /// <summary>Null when the person has no authenticator app, or its secret cannot be read any more.</summary>
    public async Task<byte[]?> SecretOfAsync(Guid personId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select secret from auth.totp where person_id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = personId });
        return await command.ExecuteScalarAsync(cancellationToken) is string text
            ? Totp.FromBase32(protector.Unprotect(text))
            : null;
    }

    private async Task<bool> ChangeOneAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static string NewRecoveryCode()
    {
        var text = Totp.Base32(RandomNumberGenerator.GetBytes(RecoveryCodeBytes)).ToLowerInvariant();
        return string.Join('-', text.Chunk(4).Select(part => new string(part)));
    }

    private static string HashOf(string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Bare(code).ToUpperInvariant())));

    private static string Bare(string typed) => string.Concat(typed.Where(char.IsAsciiLetterOrDigit));
}

internal static class PasskeyWrites
{
    public static WriteBatch RenamePasskey(this WriteBatch write, Guid personId, byte[] credentialId, string name) => write.ChangeOne(
        "update auth.person_passkeys set data = jsonb_set(data, '{Name}', to_jsonb($3::text)) where user_id = $1 and credential_id = $2",
        personId, credentialId, name);

    /// <summary>Changes nothing where it is the last second factor of somebody who needs one, or where it is not there.</summary>
    public static WriteBatch RemovePasskey(this WriteBatch write, Guid personId, byte[] credentialId, bool mustKeepOne) => write
        // Two removals at once must not each count on the passkey that the other takes away.
        .Add("select id from auth.people where id = $1 for update", personId)
        .ChangeOne(
            """
            delete from auth.person_passkeys
            where user_id = $1 and credential_id = $2
              and (not $3::boolean
                   or exists (select 1 from auth.totp where person_id = $1)
                   or exists (select 1 from auth.person_passkeys other where other.user_id = $1 and other.credential_id <> $2))
            """,
            personId, credentialId, mustKeepOne);
}
