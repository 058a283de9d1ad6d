using System.Text.Json;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Sessions;

/// <param name="Client">The app that was signed in to.</param>
/// <param name="LastUsedAt">When it got its latest token.</param>
/// <param name="Methods">How the person signed in, as RFC 8176 names it: pwd, otp, hwk, mfa; ext for an external provider.</param>
/// <param name="SecondFactor">True when more than a password was shown.</param>
/// <param name="Current">True for the session that this request belongs to.</param>
public sealed record SessionItem(
    Guid Id,
    string Client,
    Guid OrganizationId,
    DateTimeOffset SignedInAt,
    DateTimeOffset LastUsedAt,
    IReadOnlyList<string> Methods,
    bool SecondFactor,
    bool Current);

public sealed record SessionList(IReadOnlyList<SessionItem> Items);

public static class ListSessions
{
    private const int SessionsMax = 200;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/sessions", HandleAsync)
        .WithName(nameof(ListSessions)).WithTags("Sign-in")
        .WithSummary("Lists the caller's own open sessions in all organizations, the latest first.")
        .RequireRoles(People.WhoSignIn)
        .Audited("session.list")
        .ReadsNoChart("The caller's own sessions.")
        .Produces<SessionList>();

    private static async Task<IResult> HandleAsync(
        HttpContext http, TenantDatabase db, TimeProvider time, CancellationToken cancellationToken)
    {
        var rows = await db.QueryAsync<Row>(
            """
            select session.id, coalesce(client.display_name, client.client_id) as client,
                   session.properties::jsonb ->> 'organization_id' as organization_id, session.creation_date as signed_in_at,
                   -- A token's time has whole seconds, so the first one may seem older than its session.
                   greatest(session.creation_date,
                       (select max(token.creation_date) from auth.tokens token where token.authorization_id = session.id)) as last_used_at,
                   session.properties::jsonb ->> 'methods' as methods
            from auth.authorizations session join auth.applications client on client.id = session.application_id
            where session.subject = $1 and session.status = 'valid' and session.creation_date > $2
              and session.properties::jsonb ? 'organization_id'
            order by session.creation_date desc, session.id limit $3
            """,
            [db.Caller.Subject, time.GetUtcNow() - AuthorizationServer.SessionLasts, SessionsMax],
            cancellationToken);
        var current = http.User.FindFirst(TokenPrincipal.Session)?.Value;
        return TypedResults.Ok(new SessionList([.. rows.Select(row => Item(row, current))]));
    }

    private static SessionItem Item(Row row, string? current)
    {
        var methods = JsonSerializer.Deserialize<string[]>(row.Methods ?? "[]")!;
        return new SessionItem(
            row.Id,
            row.Client,
            Guid.Parse(row.OrganizationId),
            row.SignedInAt,
            row.LastUsedAt,
            methods,
            methods.Contains(SignedIn.MultipleFactors),
            row.Id.ToString() == current);
    }

    private sealed record Row(
        Guid Id, string Client, string OrganizationId, DateTimeOffset SignedInAt, DateTimeOffset LastUsedAt, string? Methods);
}
