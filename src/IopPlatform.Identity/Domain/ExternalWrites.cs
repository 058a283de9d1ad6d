using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Identity.Domain;

/// <summary>Writes links to external identities in the transaction of their audit row.</summary>
internal static class ExternalWrites
{
    /// <summary>An identity that is linked to anybody breaks <c>pk_person_logins</c>.</summary>
    public static WriteBatch LinkExternal(this WriteBatch write, Guid personId, ExternalIdentity identity, string displayName) => write.Add(
        "insert into auth.person_logins (login_provider, provider_key, provider_display_name, user_id) values ($1, $2, $3, $4)",
        identity.Issuer, identity.Subject, displayName, personId);

    /// <summary>Changes nothing where the person would be left without any way to sign in, or where it is not there.</summary>
    public static WriteBatch UnlinkExternal(this WriteBatch write, Guid personId, string issuer, string subject) => write
        .Add("select id from auth.people where id = $1 for update", personId)
        .ChangeOne(
            """
            delete from auth.person_logins
            where user_id = $1 and login_provider = $2 and provider_key = $3
              and (exists (select 1 from auth.people where id = $1 and password_hash is not null)
                   or exists (select 1 from auth.person_passkeys where user_id = $1)
                   or exists (select 1 from auth.person_logins other
                              where other.user_id = $1 and (other.login_provider, other.provider_key) <> ($2, $3)))
            """,
            personId, issuer, subject);

    /// <summary>Takes the administrator's word, which is good once.</summary>
    public static WriteBatch TakeExternalInvitation(this WriteBatch write, Guid personId) => write.ChangeOne(
        "delete from external_sign_in_invitations where person_id = $1 and expires_at > $2", personId, write.Now);
}
