using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>
/// Where somebody who has just signed in links and unlinks external identities. The identity that comes back is shown and asked
/// about, so that nobody links a stranger's by following an address.
/// </summary>
public static class OwnExternalSignIns
{
    public const string Path = "/sign-in/external-accounts";

    private const string LinkPath = "/sign-in/external-accounts/link";
    private const string UnlinkPath = "/sign-in/external-accounts/unlink";
    private const string Last = "You have no password and no passkey. Without this link you could not sign in any more.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ShowAsync).AllowAnonymous().Audited("external-sign-in.page").ExcludeFromDescription();
        app.MapPost(LinkPath, LinkAsync).AllowAnonymous().Audited("external-sign-in.link").ExcludeFromDescription();
        app.MapPost(UnlinkPath, UnlinkAsync).AllowAnonymous().Audited("external-sign-in.unlink").ExcludeFromDescription();
    }

    /// <summary>Shows an identity to the person who is to have it.</summary>
    internal static IResult Ask(HttpContext http, ExternalProvider provider, ExternalIdentity identity) => Page.Show(
        http,
        "Link this account?",
        $"""
        <p>From now on whoever signs in at {Page.Encode(provider.DisplayName)} as <strong>{Page.Encode(identity.Email)}</strong> is you here.</p>
        {SignInForm.Html(http, LinkPath, returnUrl: null, """<button type="submit">Link it</button>""")}
        <p><a href="{Path}">Do not link it</a></p>
        """);

    private static async Task<IResult> ShowAsync(
        HttpContext http, BrowserSessions sessions, SecondFactors factors, UserManager<Person> people, ExternalProviders providers) =>
        await sessions.MayChangeFactorsAsync(http, factors) is { IsSignedIn: true } owner
            ? await PageAsync(http, people, providers, owner.Person)
            : SignInFirst();

    private static async Task<IResult> LinkAsync(
        HttpContext http,
        BrowserSessions sessions,
        SecondFactors factors,
        SignInDirectory directory,
        UserManager<Person> people,
        ExternalProviders providers,
        PersonAudit audit)
    {
        if (await SignInForm.ReadAsync(http) is null || await sessions.MayChangeFactorsAsync(http, factors) is not { IsSignedIn: true } owner
            || await UseExternal.AnswerAsync(http, providers) is not var (provider, identity, properties)
            || properties.GetString(UseExternal.LinksItem) is null)
        {
            return SignInFirst();
        }

        await http.SignOutAsync(ExternalProviders.CookieScheme);
        var person = owner.Person;
        var linked = await people.FindByLoginAsync(identity.Issuer, identity.Subject);
        var verdict = ExternalSignInRule.Decide(identity, provider.Required, new ExternalSituation(
            linked?.Id, person.Id, Invited: null, await UseExternal.BelongsToOthersAsync(directory, provider, person.Id, http.RequestAborted)));
        if (verdict != ExternalVerdict.AskToLink) return UseExternal.Refused(http, provider, verdict, returnUrl: null);
        try
        {
            await audit.ChangeAsync(
                person.Id, "external-sign-in.link", new { provider = provider.Name },
                write => write.LinkExternal(person.Id, identity, provider.DisplayName), http.RequestAborted);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "pk_person_logins")
        {
            return UseExternal.Refused(http, provider, ExternalVerdict.LinkedAlready, returnUrl: null);
        }

        return await PageAsync(http, people, providers, person);
    }

    private static async Task<IResult> UnlinkAsync(
        HttpContext http,
        BrowserSessions sessions,
        SecondFactors factors,
        UserManager<Person> people,
        ExternalProviders providers,
        PersonAudit audit)
    {
        if (await SignInForm.ReadAsync(http) is not { } form
            || await sessions.MayChangeFactorsAsync(http, factors) is not { IsSignedIn: true, Person: var person })
        {
            return SignInFirst();
        }

        var (issuer, subject) = (form["Issuer"].ToString(), form["Subject"].ToString());
        try
        {
            await audit.ChangeAsync(
                person.Id, "external-sign-in.unlink", details: null,
                write => write.UnlinkExternal(person.Id, issuer, subject), http.RequestAborted);
            return await PageAsync(http, people, providers, person);
        }
        catch (StaleWriteException)
        {
            var isThere = (await people.GetLoginsAsync(person)).Any(login => login.LoginProvider == issuer && login.ProviderKey == subject);
            return await PageAsync(http, people, providers, person, isThere ? Last : null);
        }
    }

    private static IResult SignInFirst() => Results.Redirect(SignIn.Address(Path));

    private static async Task<IResult> PageAsync(
        HttpContext http, UserManager<Person> people, ExternalProviders providers, Person person, string? error = null)
    {
        var items = (await people.GetLoginsAsync(person)).Select(login =>
        {
            var fields =
                $"""
                <input type="hidden" name="Issuer" value="{Page.Encode(login.LoginProvider)}">
                <input type="hidden" name="Subject" value="{Page.Encode(login.ProviderKey)}">
                <button type="submit" class="second">Unlink {Page.Encode(login.ProviderDisplayName)}</button>
                """;
            return $"<li>{SignInForm.Html(http, UnlinkPath, returnUrl: null, fields)}</li>";
        });
        var links = providers.All.Select(provider =>
            $"""<a class="choice" href="{Page.Encode(UseExternal.Address(provider, returnUrl: null, links: true))}">Link {Page.Encode(provider.DisplayName)}</a>""");
        return Page.Show(
            http,
            "External sign-in",
            $"""
            <p>Sign in with an account that you have elsewhere. Your password here remains.</p>
            {SignInForm.Alert(error)}
            <ul>{string.Concat(items)}</ul>
            {string.Concat(links)}
            {OwnSignIn.BackLink}
            """,
            SignInForm.Status(error));
    }
}
