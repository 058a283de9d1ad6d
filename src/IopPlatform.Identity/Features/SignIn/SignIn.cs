using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Identity;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>The sign-in page. It knows people and passwords; which organization is meant is decided by the authorization.</summary>
public static partial class SignIn
{
    public const string Path = "/sign-in";

    /// <summary>Where the workspace and the portal begin, on the same host.</summary>
    public const string WebStart = "/";

    /// <summary>RFC 8176.</summary>
    public const string PasswordMethod = "pwd";

    /// <summary>One text for every failure, so that nobody learns which addresses have an account or are locked.</summary>
    private const string Refusal =
        "E-mail and password do not fit. After five failures in a row an account is locked for 15 minutes.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext http, string? returnUrl) => Form(http, returnUrl))
            .AllowAnonymous().Audited("session.sign-in-page").ExcludeFromDescription();
        // Where tools let the browser end: they take the code from the address of the redirect.
        app.MapGet("/signed-in", Done).AllowAnonymous().Audited("session.signed-in-page").ExcludeFromDescription();
        app.MapPost(Path, SubmitAsync).AllowAnonymous().Audited("session.sign-in").ExcludeFromDescription();
    }

    /// <summary>The page's address, leading back to <paramref name="returnUrl"/> after success.</summary>
    public static string Address(string returnUrl) => SignInForm.Address(Path, returnUrl);

    public static IResult Done(HttpContext http) =>
        Page.Show(
            http,
            "You are signed in",
            $"""
            <p>You can close this page and go on in your app.</p>
            <a class="choice" href="{WebStart}">Open your workspace or portal</a>
            {OwnSignIn.BackLink}
            """);

    private static async Task<IResult> SubmitAsync(
        HttpContext http, UserManager<Person> people, LockOut lockOut, SignInSteps steps, ILoggerFactory logging)
    {
        if (await SignInForm.ReadAsync(http) is not { } form)
        {
            return Form(http, returnUrl: null, error: SignInForm.Stale);
        }

        var (email, password) = (form["Email"].ToString(), form["Password"].ToString());
        var returnUrl = SignInForm.ReturnUrlOf(form);
        return await JudgeAsync(people, lockOut, email.Trim(), password, logging.CreateLogger(typeof(SignIn)), http.RequestAborted) is { } person
            ? await steps.AfterFirstAsync(http, person, [PasswordMethod], returnUrl)
            : Form(http, returnUrl, email, Refusal);
    }

    /// <summary>The person whose password this is; null also while the account is locked.</summary>
    private static async Task<Person?> JudgeAsync(
        UserManager<Person> people, LockOut lockOut, string email, string password, ILogger logger, CancellationToken cancellationToken)
    {
        var tried = password[..Math.Min(password.Length, PasswordRules.LengthMax)];
        if (await people.FindByEmailAsync(email) is not { } person || !await lockOut.TakeTryAsync(person.Id, cancellationToken))
        {
            // As much work as for a known address, so that the time taken tells nothing either.
            people.PasswordHasher.HashPassword(new Person(), tried);
            LogUnknownOrLocked(logger);
            return null;
        }

        var isRight = password.Length <= PasswordRules.LengthMax && await people.CheckPasswordAsync(person, tried);
        LogPassword(logger, person.Id, isRight);
        if (isRight)
        {
            await lockOut.GiveBackAsync(person.Id, cancellationToken);
            return person;
        }

        await lockOut.FailAsync(person.Id, cancellationToken);
        return null;
    }

    internal static IResult Form(HttpContext http, string? returnUrl, string? email = null, string? error = null)
    {
        var fields =
            $"""
            <label for="email">E-mail</label>
            <input id="email" name="Email" type="email" autocomplete="username" required maxlength="254"
                value="{Page.Encode(email)}"{SignInForm.Invalid(error)}>
            <label for="password">Password</label>
            <input id="password" name="Password" type="password" autocomplete="current-password" required
                maxlength="{PasswordRules.LengthMax}"{SignInForm.Invalid(error)}>
            <button type="submit">Sign in</button>
            """;
        return Page.Show(
            http,
            "Sign in",
            $"""
            <p>to your program's workspace or patient portal</p>
            {SignInForm.Alert(error)}
            {SignInForm.Html(http, Path, returnUrl, fields)}
            {UsePasskey.Form(http, returnUrl)}
            {UseExternal.Links(http.RequestServices.GetRequiredService<ExternalProviders>(), returnUrl)}
            {PasskeyScript.Tag}
            """,
            SignInForm.Status(error),
            hasScript: true);
    }

    [LoggerMessage(LogLevel.Information, "Password of person {PersonId} was right: {IsRight}")]
    private static partial void LogPassword(ILogger logger, Guid personId, bool isRight);

    [LoggerMessage(LogLevel.Information, "Sign-in with an unknown address, or to a locked account, was refused")]
    private static partial void LogUnknownOrLocked(ILogger logger);
}
