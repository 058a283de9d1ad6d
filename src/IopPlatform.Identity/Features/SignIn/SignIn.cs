using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>The sign-in page. It knows people and passwords; which organization is meant is decided by the authorization.</summary>
public static partial class SignIn
{
    public const string Path = "/sign-in";

    /// <summary>One text for every failure, so that nobody learns which addresses have an account or are locked.</summary>
    private const string Refusal =
        "E-mail and password do not fit. After five failures in a row an account is locked for 15 minutes.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext http, IAntiforgery antiforgery, string? returnUrl) => Form(http, antiforgery, returnUrl))
            .AllowAnonymous().Audited("session.sign-in-page").ExcludeFromDescription();
        // Where tools let the browser end: they take the code from the address of the redirect.
        app.MapGet("/signed-in", Done).AllowAnonymous().Audited("session.signed-in-page").ExcludeFromDescription();
        app.MapPost(Path, SubmitAsync).AllowAnonymous().Audited("session.sign-in").ExcludeFromDescription();
    }

    /// <summary>The page's address, leading back to <paramref name="returnUrl"/> after success.</summary>
    public static string Address(string returnUrl) => Path + QueryString.Create("returnUrl", returnUrl);

    private static async Task<IResult> SubmitAsync(
        HttpContext http,
        IAntiforgery antiforgery,
        UserManager<Person> people,
        SignInManager<Person> signIn,
        ILoggerFactory logging)
    {
        if (!http.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(http))
        {
            return Form(http, antiforgery, returnUrl: null, error: "This page was open for too long. Please try again.");
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (email, password) = (form["Email"].ToString(), form["Password"].ToString());
        var returnUrl = form["returnUrl"].ToString();
        var logger = logging.CreateLogger(typeof(SignIn));
        if (password.Length <= People.PasswordLengthMax && await people.FindByEmailAsync(email.Trim()) is { } person)
        {
            var result = await signIn.PasswordSignInAsync(person, password, isPersistent: false, lockoutOnFailure: true);
            LogSignIn(logger, person.Id, result.ToString());
            if (result.Succeeded)
            {
                return IsAuthorization(returnUrl)
                    ? Results.Redirect(returnUrl)
                    : Done(http);
            }
        }
        else
        {
            // As much work as for a known address, so that the time taken tells nothing either.
            var tried = password[..Math.Min(password.Length, People.PasswordLengthMax)];
            people.PasswordHasher.HashPassword(new Person(), tried);
            LogUnknown(logger);
        }

        return Form(http, antiforgery, returnUrl, email, Refusal);
    }

    private static IResult Done(HttpContext http) =>
        Page.Show(http, "You are signed in", "<p>You can close this page and go on in your app.</p>");

    /// <summary>Nothing but an authorization of this host is a place to go on to; anything else could lead to a stranger.</summary>
    private static bool IsAuthorization(string? returnUrl) =>
        returnUrl?.StartsWith(AuthorizationServer.AuthorizePath + "?", StringComparison.Ordinal) == true;

    private static IResult Form(
        HttpContext http, IAntiforgery antiforgery, string? returnUrl, string? email = null, string? error = null)
    {
        var tokens = antiforgery.GetAndStoreTokens(http);
        var alert = error is null ? "" : $"""<p class="error" role="alert" id="error">{Page.Encode(error)}</p>""";
        var invalid = error is null ? "" : """ aria-invalid="true" aria-describedby="error" """;
        return Page.Show(
            http,
            "Sign in",
            $"""
            <p>to your program's workspace or patient portal</p>
            {alert}
            <form method="post" action="{Path}">
            <input type="hidden" name="{tokens.FormFieldName}" value="{Page.Encode(tokens.RequestToken)}">
            <input type="hidden" name="returnUrl" value="{Page.Encode(IsAuthorization(returnUrl) ? returnUrl : "")}">
            <label for="email">E-mail</label>
            <input id="email" name="Email" type="email" autocomplete="username" required maxlength="254"
                value="{Page.Encode(email)}"{invalid}>
            <label for="password">Password</label>
            <input id="password" name="Password" type="password" autocomplete="current-password" required
                maxlength="{People.PasswordLengthMax}"{invalid}>
            <button type="submit">Sign in</button>
            </form>
            """,
            error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    [LoggerMessage(LogLevel.Information, "Sign-in of person {PersonId}: {Outcome}")]
    private static partial void LogSignIn(ILogger logger, Guid personId, string outcome);

    [LoggerMessage(LogLevel.Information, "Sign-in with an unknown address was refused")]
    private static partial void LogUnknown(ILogger logger);
}
