using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Identity.Features.Sessions;

/// <summary>
/// Ends sessions in the transaction of what makes them end: their refresh tokens, and the browser's cookie they came from.
/// Access tokens end by themselves, within ten minutes.
/// </summary>
internal static class SessionWrites
{
    /// <summary>One session of this person.</summary>
    public static WriteBatch EndSession(this WriteBatch write, Guid session, string subject) => write
        .Add(EndBrowser("id = $1 and subject = $2", "$3"), session, subject, write.Now)
        .Add("update auth.tokens set status = 'revoked' where authorization_id = $1 and subject = $2", session, subject)
        .ChangeOne(
            "update auth.authorizations set status = 'revoked' where id = $1 and subject = $2 and status = 'valid'", session, subject);

    /// <summary>Every session of this person, in all organizations and browsers; codes and refresh tokens of any kind, too.</summary>
    public static WriteBatch EndAllSessions(this WriteBatch write, Guid person) => write
        .OneAtATime(person)
        .Add("update auth.browser_sessions set ended_at = $2 where person_id = $1 and ended_at is null", person, write.Now)
        .Add("update auth.tokens set status = 'revoked' where subject = $1", person.ToString())
        .Add("update auth.authorizations set status = 'revoked' where subject = $1", person.ToString())
        .Add(
            "update auth.people set security_stamp = $2, concurrency_stamp = $2 where id = $1",
            person, Guid.CreateVersion7(write.Now).ToString("N"));

    /// <summary>The person's sessions in the caller's organization; what they do elsewhere goes on, except that browsers ask again.</summary>
    public static WriteBatch EndSessionsHere(this WriteBatch write, Guid person)
    {
        const string here = "subject = $1 and properties::jsonb ->> 'organization_id' = $2";
        var (subject, organization) = (person.ToString(), write.Caller.OrganizationId.ToString());
        return write
            .OneAtATime(person)
            .Add(EndBrowser(here, "$3"), subject, organization, write.Now)
            .Add(
                $"update auth.tokens set status = 'revoked' where authorization_id in (select id from auth.authorizations where {here})",
                subject, organization)
            .Add($"update auth.authorizations set status = 'revoked' where {here}", subject, organization);
    }

    /// <summary>Two that end a person's sessions at once would meet their rows in different orders and block each other.</summary>
    private static WriteBatch OneAtATime(this WriteBatch write, Guid person) =>
        write.Add("select from auth.people where id = $1 for update", person);

    private static string EndBrowser(string sessions, string now) =>
        $"""
        update auth.browser_sessions set ended_at = {now}
        where ended_at is null and id in (
            select (properties::jsonb ->> 'browser_session')::uuid from auth.authorizations where {sessions})
        """;
}
