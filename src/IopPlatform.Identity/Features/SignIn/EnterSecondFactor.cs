using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>Asks for the code of the authenticator app, or for a recovery code, after a right password.</summary>
public static partial class EnterSecondFactor
{
    public const string Path = "/sign-in/second-factor";

    /// <summary>RFC 8176; a recovery code is a one-time password, too.</summary>
    public static readonly string[] CodeMethods = ["otp", SignedIn.MultipleFactors];

    private const string Refusal =
        "This code does not fit, or was used before. Wait for the next one. After five failures in a row an account is locked for 15 minutes.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ShowAsync).AllowAnonymous().Audited("session.second-factor-page").ExcludeFromDescription();
        app.MapPost(Path, SubmitAsync).AllowAnonymous().Audited("session.second-factor").ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(HttpContext http, BrowserSessions sessions, string? returnUrl) =>
        await sessions.PendingAsync(http) is null ? Results.Redirect(SignInForm.Address(SignIn.Path, returnUrl)) : Form(http, returnUrl);

    private static async Task<IResult> SubmitAsync(
        HttpContext http,
        BrowserSessions sessions,
        SecondFactors factors,
        LockOut lockOut,
        PersonAudit audit,
        SignInSteps steps,
        ILoggerFactory logging)
    {
        var form = await SignInForm.ReadAsync(http);
        var returnUrl = SignInForm.ReturnUrlOf(form);
        if (form is null || await sessions.PendingAsync(http) is not var (person, first))
        {
            return Results.Redirect(SignInForm.Address(SignIn.Path, returnUrl));
        }

        var outcome = await lockOut.TakeTryAsync(person.Id, http.RequestAborted)
            ? await factors.JudgeAsync(person.Id, form["Code"].ToString(), http.RequestAborted)
            : CodeOutcome.Wrong;
        LogCode(logging.CreateLogger(typeof(EnterSecondFactor)), person.Id, outcome);
        switch (outcome)
        {
            case CodeOutcome.AcceptedRecovery:
                await audit.WriteAsync(person.Id, "second-factor.use-recovery-code", null, http.RequestAborted);
                return await steps.CompleteAsync(http, person, [.. first.Methods, .. CodeMethods], returnUrl);
            case CodeOutcome.Accepted:
                return await steps.CompleteAsync(http, person, [.. first.Methods, .. CodeMethods], returnUrl);
            case CodeOutcome.Replayed:
                // No guess: two windows of the same person, for example.
                await lockOut.GiveBackAsync(person.Id, http.RequestAborted);
                return Form(http, returnUrl, Refusal);
            default:
                await lockOut.FailAsync(person.Id, http.RequestAborted);
                return Form(http, returnUrl, Refusal);
        }
    }

    private static IResult Form(HttpContext http, string? returnUrl, string? error = null)
    {
        var fields =
            $"""
            <label for="code">Code</label>
            <input id="code" name="Code" autocomplete="one-time-code" required maxlength="40" autofocus{SignInForm.Invalid(error)}>
            <button type="submit">Go on</button>
            """;
        return Page.Show(
            http,
            "Second step",
            $"""
            <p>Type the code that your authenticator app shows, or one of your recovery codes.</p>
            {SignInForm.Alert(error)}
            {SignInForm.Html(http, Path, returnUrl, fields)}
            {UsePasskey.Form(http, returnUrl)}
            {PasskeyScript.Tag}
            """,
            SignInForm.Status(error),
            hasScript: true);
    }

    [LoggerMessage(LogLevel.Information, "Second factor of person {PersonId}: {Outcome}")]
    private static partial void LogCode(ILogger logger, Guid personId, CodeOutcome outcome);
}
