using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>
/// Signs in through an external provider. It knows people only by links: made by themselves after a local sign-in
/// (<see cref="OwnExternalSignIns"/>), or here, when an administrator has allowed it and the provider has verified the member's
/// e-mail. No account is ever made. Its second factor counts only where configuration says so.
/// </summary>
public static partial class UseExternal
{
    public const string Path = "/sign-in/external";

    /// <summary>Not among those of RFC 8176, which has no word for it.</summary>
    public const string Method = "ext";

    private const string ReturnPath = "/sign-in/external/return";
    private const string FailedPath = "/sign-in/external/failed";

    /// <summary>What goes to the provider and comes back, sealed: which it is, and whether its answer is to be linked.</summary>
    internal const string LinksItem = "iop-links";
    private const string ProviderItem = "iop-provider";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, StartAsync).AllowAnonymous().Audited("session.external-start").ExcludeFromDescription();
        app.MapGet(ReturnPath, ReturnAsync).AllowAnonymous().Audited("session.external").ExcludeFromDescription();
        app.MapGet(FailedPath, Failed).AllowAnonymous().Audited("session.external-failed-page").ExcludeFromDescription();
    }

    /// <summary>The buttons of the sign-in page.</summary>
    public static string Links(ExternalProviders providers, string? returnUrl) => string.Concat(providers.All.Select(provider =>
        $"""<a class="choice" href="{Page.Encode(Address(provider, returnUrl))}">Continue with {Page.Encode(provider.DisplayName)}</a>"""));

    public static string Address(ExternalProvider provider, string? returnUrl, bool links = false) => Path + QueryString.Create(
        new Dictionary<string, string?>
        {
            ["provider"] = provider.Name,
            ["returnUrl"] = SignInForm.Safe(returnUrl) is { Length: > 0 } safe ? safe : null,
            ["links"] = links ? "true" : null,
        }.Where(parameter => parameter.Value is not null));

    public static string FailedAddress(ExternalProvider provider) => FailedPath + QueryString.Create("provider", provider.Name);

    /// <summary>What the provider has said in this browser and has not been used yet.</summary>
    internal static async Task<(ExternalProvider Provider, ExternalIdentity Identity, AuthenticationProperties Properties)?> AnswerAsync(
        HttpContext http, ExternalProviders providers)
    {
        var answer = await http.AuthenticateAsync(ExternalProviders.CookieScheme);
        return providers.Find(answer.Properties?.GetString(ProviderItem)) is { } provider
            && ExternalIdentity.From(answer.Principal) is { } identity
                ? (provider, identity, answer.Properties!)
                : null;
    }

    internal static async Task<bool> BelongsToOthersAsync(
        SignInDirectory directory, ExternalProvider provider, Guid? person, CancellationToken cancellationToken) =>
        provider.OrganizationId is { } organization && person is { } id
        && (await directory.ReachesOfAsync(id, cancellationToken)).Any(reach => reach.OrganizationId != organization);

    private static async Task<IResult> StartAsync(
        HttpContext http, ExternalProviders providers, string? provider, string? returnUrl, bool links = false)
    {
        if (providers.Find(provider) is not { } found) return Results.Redirect(SignInForm.Address(SignIn.Path, returnUrl));
        if (!await providers.AnswersAsync(found, http.RequestAborted)) return Down(http, found, returnUrl);
        var properties = new AuthenticationProperties { RedirectUri = SignInForm.Address(ReturnPath, returnUrl) };
        properties.SetString(ProviderItem, found.Name);
        if (links) properties.SetString(LinksItem, "true");
        return Results.Challenge(properties, [found.Scheme]);
    }

    private static async Task<IResult> ReturnAsync(
        HttpContext http,
        ExternalProviders providers,
        BrowserSessions sessions,
        SecondFactors factors,
        SignInDirectory directory,
        UserManager<Person> people,
        ExternalSignInSteps external,
        TimeProvider time,
        string? returnUrl)
    {
        if (await AnswerAsync(http, providers) is not var (provider, identity, properties))
        {
            return Results.Redirect(SignInForm.Address(SignIn.Path, returnUrl));
        }

        var links = properties.GetString(LinksItem) is not null;
        var owner = links ? await sessions.MayChangeFactorsAsync(http, factors) : null;
        if (links && owner is not { IsSignedIn: true })
        {
            await http.SignOutAsync(ExternalProviders.CookieScheme);
            return Results.Redirect(SignIn.Address(OwnExternalSignIns.Path));
        }

        var linked = await people.FindByLoginAsync(identity.Issuer, identity.Subject);
        var byEmail = identity is { EmailVerified: true, Email: { } email } ? await people.FindByEmailAsync(email) : null;
        var inviting = byEmail is null ? null : await directory.ExternalInvitationAsync(byEmail.Id, time.GetUtcNow(), http.RequestAborted);
        var person = linked ?? owner?.Person ?? (inviting is null ? null : byEmail);
        var verdict = ExternalSignInRule.Decide(identity, provider.Required, new ExternalSituation(
            linked?.Id,
            owner?.Person.Id,
            inviting is null ? null : byEmail!.Id,
            await BelongsToOthersAsync(directory, provider, person?.Id, http.RequestAborted)));
        Log(http).LogVerdict(provider.Name, person?.Id, verdict);
        if (verdict == ExternalVerdict.AskToLink) return OwnExternalSignIns.Ask(http, provider, identity);
        await http.SignOutAsync(ExternalProviders.CookieScheme);
        return verdict switch
        {
            ExternalVerdict.SignIn => await external.SignInAsync(http, provider, identity, person!, returnUrl),
            ExternalVerdict.LinkAndSignIn => await external.LinkAndSignInAsync(http, provider, identity, person!, inviting!.Value, returnUrl),
            _ => Refused(http, provider, verdict, returnUrl),
        };
    }

    internal static IResult Refused(HttpContext http, ExternalProvider provider, ExternalVerdict verdict, string? returnUrl)
    {
        var name = Page.Encode(provider.DisplayName);
        var reason = verdict switch
        {
            ExternalVerdict.NotAsserted => $"{name} did not confirm you in the way that is needed here.",
            ExternalVerdict.NotVerified => $"{name} has not verified your e-mail address, so it cannot be linked.",
            ExternalVerdict.LinkedAlready => $"This account at {name} is linked already. Remove that link first.",
            ExternalVerdict.WrongOrganization => $"{name} signs in people of one organization, and you belong to another one, too.",
            _ => $"Nobody here has linked this account at {name}. Sign in with your password and link it under 'Your sign-in', or ask your administrator.",
        };
        return Shown(http, "You are not signed in", reason, StatusCodes.Status403Forbidden, returnUrl);
    }

    internal static IResult Locked(HttpContext http, string? returnUrl) => Shown(
        http, "You are not signed in", "This account is locked for up to 15 minutes.", StatusCodes.Status403Forbidden, returnUrl);

    private static IResult Failed(HttpContext http, ExternalProviders providers, string? provider) => providers.Find(provider) is { } found
        ? Shown(
            http,
            "This did not work",
            $"{Page.Encode(found.DisplayName)} did not confirm who you are: it was not reached, it refused, or the page was open for too long.",
            StatusCodes.Status400BadRequest,
            returnUrl: null)
        : Results.Redirect(SignIn.Path);

    private static IResult Down(HttpContext http, ExternalProvider provider, string? returnUrl) => Shown(
        http,
        "Not reachable now",
        $"{Page.Encode(provider.DisplayName)} does not answer. You can sign in here with your password or passkey.",
        StatusCodes.Status503ServiceUnavailable,
        returnUrl);

    /// <param name="text">HTML.</param>
    private static IResult Shown(HttpContext http, string title, string text, int status, string? returnUrl) => Page.Show(
        http,
        title,
        $"""
        <p role="alert">{text}</p>
        <a class="choice" href="{Page.Encode(SignInForm.Address(SignIn.Path, returnUrl))}">Sign in here</a>
        """,
        status);

    internal static void LogFailure(HttpContext http, ExternalProvider provider, Exception? failure) =>
        Log(http).LogFailed(provider.Name, failure?.GetType().Name);

    private static ILogger Log(HttpContext http) => http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(UseExternal));

    [LoggerMessage(LogLevel.Information, "External sign-in through {Provider}, person {PersonId}: {Verdict}")]
    private static partial void LogVerdict(this ILogger logger, string provider, Guid? personId, ExternalVerdict verdict);

    /// <summary>The kind alone: a provider's message may hold what somebody typed there.</summary>
    [LoggerMessage(LogLevel.Warning, "External sign-in through {Provider} failed: {Failure}")]
    private static partial void LogFailed(this ILogger logger, string provider, string? failure);
}
