using System.Text.Json.Nodes;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Identity;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>
/// Signs in with a passkey alone. The authenticator has verified its user (PIN, finger, face), so it counts as two factors:
/// what somebody has, and what they know or are.
/// </summary>
public static partial class UsePasskey
{
    public const string Path = "/sign-in/passkey";

    private const string OptionsPath = "/sign-in/passkey/options";
    private const string Refusal = "This passkey was not accepted. Try again, or sign in with your password.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(OptionsPath, OptionsAsync).AllowAnonymous().Audited("session.passkey-options").ExcludeFromDescription();
        app.MapPost(Path, SubmitAsync).AllowAnonymous().Audited("session.passkey").ExcludeFromDescription();
    }

    /// <summary>The form with its button, for pages that also bring <see cref="PasskeyScript.Tag"/>.</summary>
    public static string Form(HttpContext http, string? returnUrl) => SignInForm.Html(
        http, Path, returnUrl, PasskeyFields.Html("Sign in with a passkey"), PasskeyFields.Attributes(OptionsPath, "get"));

    private static async Task<IResult> OptionsAsync(HttpContext http, IPasskeyHandler<Person> passkeys, Ceremonies ceremonies)
    {
        if (await SignInForm.ReadAsync(http) is null) return Results.BadRequest();
        var options = await passkeys.MakeRequestOptionsAsync(user: null, http);
        var ceremony = await ceremonies.BeginAsync(person: null, options.AssertionState!, http.RequestAborted);
        return Results.Json(new { ceremony, options = JsonNode.Parse(options.RequestOptionsJson) });
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext http,
        IPasskeyHandler<Person> passkeys,
        Ceremonies ceremonies,
        SecondFactors factors,
        LockOut lockOut,
        SignInSteps steps,
        ILoggerFactory logging)
    {
        var form = await SignInForm.ReadAsync(http);
        var returnUrl = SignInForm.ReturnUrlOf(form);
        if (form is null || await ceremonies.TakeAsync(form["Ceremony"].ToString(), person: null, http.RequestAborted) is not { } state)
        {
            return SignIn.Form(http, returnUrl, error: form is null ? SignInForm.Stale : Refusal);
        }

        var result = await passkeys.PerformAssertionAsync(
            new PasskeyAssertionContext { CredentialJson = form["Credential"].ToString(), AssertionState = state, HttpContext = http });
        var logger = logging.CreateLogger(typeof(UsePasskey));
        // A locked account stays locked for passkeys, too; whoever has one is not the one who guesses.
        if (!result.Succeeded || !result.Passkey.IsUserVerified || !await lockOut.TakeTryAsync(result.User.Id, http.RequestAborted)
            || !await factors.UsePasskeyAsync(result.User.Id, result.Passkey, http.RequestAborted))
        {
            LogRefused(logger, result.Failure?.Message);
            return SignIn.Form(http, returnUrl, error: Refusal);
        }

        LogSignIn(logger, result.User.Id);
        return await steps.CompleteAsync(http, result.User, MethodsOf(result.Passkey), returnUrl);
    }

    /// <summary>RFC 8176. One that is synchronized between devices is no hardware key.</summary>
    public static string[] MethodsOf(UserPasskeyInfo passkey) =>
        [passkey.IsBackupEligible ? "swk" : "hwk", "user", SignedIn.MultipleFactors];

    [LoggerMessage(LogLevel.Information, "Person {PersonId} signed in with a passkey")]
    private static partial void LogSignIn(ILogger logger, Guid personId);

    [LoggerMessage(LogLevel.Information, "A passkey was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string? reason);
}

/// <summary>What the script fills in.</summary>
internal static class PasskeyFields
{
    public static string Html(string button) =>
        $"""
        <input type="hidden" name="Ceremony" value="">
        <input type="hidden" name="Credential" value="">
        <p class="error" role="alert"></p>
        <button type="submit" class="second">{button}</button>
        """;

    /// <param name="options">Where the script asks for the options.</param>
    /// <param name="kind">get or create.</param>
    public static string Attributes(string options, string kind) => $""" data-passkey="{options}" data-kind="{kind}" """;
}
