using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>Where people find what they can change about their own sign-in.</summary>
public static class OwnSignIn
{
    public const string Path = "/sign-in/account";

    /// <summary>Pages that a sign-in may lead back to.</summary>
    public static readonly string[] Pages = [Path, OwnPasskeys.Path, ChangePassword.Path, EnrollTotp.Path, OwnExternalSignIns.Path];

    public const string BackLink = $"""<p><a href="{Path}">Your sign-in</a></p>""";

    public static void Map(IEndpointRouteBuilder app) => app
        .MapGet(Path, ShowAsync).AllowAnonymous().Audited("session.account-page").ExcludeFromDescription();

    private static async Task<IResult> ShowAsync(HttpContext http, BrowserSessions sessions, ExternalProviders providers) =>
        await sessions.CurrentAsync(http) is var (person, _)
            ? Page.Show(
                http,
                "Your sign-in",
                $"""
                <p>{Page.Encode(person.Email)}</p>
                <a class="choice" href="{ChangePassword.Path}">Change the password</a>
                <a class="choice" href="{OwnPasskeys.Path}">Passkeys</a>
                <a class="choice" href="{EnrollTotp.Path}">Another authenticator app</a>
                {(providers.All.Count > 0 ? $"""<a class="choice" href="{OwnExternalSignIns.Path}">External sign-in</a>""" : "")}
                """)
            : Results.Redirect(SignIn.Address(Path));
}
