using System.Security.Claims;
using IopPlatform.Identity.Domain;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace IopPlatform.Identity.Server;

/// <summary>
/// The sessions of people's browsers with this host. A cookie alone proves nothing: its row must be open and the person's
/// security stamp the same as then, so that a session ends at once, wherever it is ended from.
/// </summary>
public sealed class BrowserSessions(NpgsqlDataSource source, SignInManager<Person> signIn, TimeProvider time)
{
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(8);

    /// <summary>The scheme of somebody whose second factor is still to come.</summary>
    public const string PendingScheme = "iop-pending";

    public static readonly TimeSpan PendingLasts = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>Signs the browser in.</summary>
    /// <param name="at">When the person was seen; a time to come counts as now.</param>
    public async Task<SignedIn> StartAsync(HttpContext http, Person person, IEnumerable<string> methods, DateTimeOffset? at = null)
    {
        var now = time.GetUtcNow();
        var session = new SignedIn(Guid.CreateVersion7(now), at < now ? at.Value : now, [.. methods]);
        await ExecuteAsync(
            "insert into auth.browser_sessions (id, person_id, started_at, expires_at) values ($1, $2, $3, $4)",
            http.RequestAborted,
            session.BrowserSession, person.Id, now, now + Lasts);
        await http.SignOutAsync(PendingScheme);
        await http.SignInAsync(IdentityConstants.ApplicationScheme, await PrincipalAsync(person, session.AsClaims()));
        return session;
    }

    /// <summary>Remembers that this person's first factor was right.</summary>
    /// <param name="methods">The first factor's method references.</param>
    public async Task BeginAsync(HttpContext http, Person person, IEnumerable<string> methods)
    {
        var pending = new SignedIn(Guid.Empty, time.GetUtcNow(), [.. methods]);
        await http.SignInAsync(PendingScheme, await PrincipalAsync(person, pending.AsClaims()));
    }

    /// <summary>Whose second factor is awaited in this browser, and what they have shown before; null when nobody's is.</summary>
    public async Task<(Person Person, SignedIn First)?> PendingAsync(HttpContext http)
    {
        var pending = await http.AuthenticateAsync(PendingScheme);
        return SignedIn.From(pending.Principal) is { } first
            && first.At > time.GetUtcNow() - PendingLasts
            && await signIn.ValidateSecurityStampAsync(pending.Principal) is { } person
                ? (person, first)
                : null;
    }

    /// <summary>Who is signed in with this browser, and how; null when nobody is.</summary>
    public async Task<(Person Person, SignedIn SignedIn)?> CurrentAsync(HttpContext http)
    {
        var cookie = await http.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        return SignedIn.From(cookie.Principal) is { } session && await signIn.UserManager.GetUserAsync(cookie.Principal!) is { } person
            ? (person, session)
            : null;
    }

    /// <summary>The same, when they have signed in no longer ago than this.</summary>
    public async Task<(Person Person, SignedIn SignedIn)?> RecentAsync(HttpContext http, TimeSpan within) =>
        await CurrentAsync(http) is { } current && time.GetUtcNow() - current.SignedIn.At <= within ? current : null;

    public Task EndAsync(Guid session, CancellationToken cancellationToken) => ExecuteAsync(
        "update auth.browser_sessions set ended_at = $2 where id = $1 and ended_at is null",
        cancellationToken, session, time.GetUtcNow());

    public Task PruneAsync(CancellationToken cancellationToken) => ExecuteAsync(
        "delete from auth.browser_sessions where expires_at < $1", cancellationToken, time.GetUtcNow() - KeptFor);

    /// <summary>Runs with every request that brings the cookie.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<BrowserSessions>();
        if (!await sessions.IsOpenAsync(context.Principal, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
        }
    }

    private async Task<bool> IsOpenAsync(ClaimsPrincipal? principal, CancellationToken cancellationToken)
    {
        if (SignedIn.From(principal) is not { } session || await signIn.ValidateSecurityStampAsync(principal) is not { } person)
        {
            return false;
        }

        await using var command = Command(
            "select 1 from auth.browser_sessions where id = $1 and person_id = $2 and ended_at is null and expires_at > $3",
            session.BrowserSession, person.Id, time.GetUtcNow());
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private async Task<ClaimsPrincipal> PrincipalAsync(Person person, IEnumerable<Claim> claims)
    {
        var principal = await signIn.CreateUserPrincipalAsync(person);
        principal.Identities.First().AddClaims(claims);
        return principal;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, params object[] parameters)
    {
        var command = source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }
}
