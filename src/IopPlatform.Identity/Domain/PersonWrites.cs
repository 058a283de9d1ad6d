using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Identity.Domain;

/// <summary>
/// Writes a person in the transaction of what makes them one. The columns are those of ASP.NET Core Identity; a test compares
/// them with its model.
/// </summary>
internal static class PersonWrites
{
    /// <param name="passwordHash">Null for somebody who sets a password later.</param>
    /// <summary>Does nothing where the id exists; an e-mail that belongs to somebody else breaks <c>people_user_name</c>.</summary>
    public static WriteBatch AddPerson(this WriteBatch write, Guid id, string email, string? passwordHash) => write.Add(
        """
        insert into auth.people
            (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash, security_stamp,
             concurrency_stamp, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
        values ($1, $2, $3, $2, $3, true, $4::text, $5, $5, false, false, true, 0)
        on conflict (id) do nothing
        """,
        id, email, email.ToUpperInvariant(), passwordHash, Guid.CreateVersion7(write.Now).ToString("N"));

    /// <summary>Unlocks the account, too, and ends what was signed in with the former password.</summary>
    public static WriteBatch ChangePassword(this WriteBatch write, Guid id, string passwordHash) => write.Add(
        """
        update auth.people
        set password_hash = $2, security_stamp = $3, concurrency_stamp = $3, access_failed_count = 0, lockout_end = null
        where id = $1
        """,
        id, passwordHash, Guid.CreateVersion7(write.Now).ToString("N"));
}
