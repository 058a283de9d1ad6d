using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Features.Sessions;
using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Identity;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>
/// Changes the own password: the present one must be given, every other session ends, and the change is audited. Guesses at the
/// present one count like guesses at the sign-in.
/// </summary>
public static class ChangePassword
{
    public const string Path = "/sign-in/password";

    private const string Wrong =
        "The present password does not fit. After five failures in a row an account is locked for 15 minutes.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ShowAsync).AllowAnonymous().Audited("password.change-page").ExcludeFromDescription();
        app.MapPost(Path, SubmitAsync).AllowAnonymous().Audited("password.change").ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(HttpContext http, BrowserSessions sessions, SecondFactors factors) =>
        await WhoMayAsync(http, sessions, factors) is not null ? Form(http) : SignInFirst();

    private static async Task<IResult> SubmitAsync(
        HttpContext http,
        BrowserSessions sessions,
        SecondFactors factors,
        SignInDirectory directory,
        UserManager<Person> people,
        AuthDatabase database,
        LockOut lockOut,
        PersonAudit audit)
    {
        if (await SignInForm.ReadAsync(http) is not { } form || await WhoMayAsync(http, sessions, factors) is not var (person, signedIn))
        {
            return SignInFirst();
        }

        var (present, wanted) = (form["Password"].ToString(), form["NewPassword"].ToString());
        if (!await IsRightAsync(http, people, lockOut, person, present)) return Form(http, Wrong);
        var reaches = await directory.ReachesOfAsync(person.Id, http.RequestAborted);
        if (PasswordRules.Refusal(wanted, PasswordContext.Of(person.Email, reaches)) is { } refusal) return Form(http, refusal);
        if (wanted == present) return Form(http, "This is the present password. Choose another one.");

        var hash = people.PasswordHasher.HashPassword(person, wanted);
        if (!await audit.ChangeAsync(
            person.Id, "password.change", details: null,
            write => write.EndAllSessions(person.Id).ChangePassword(person.Id, hash), http.RequestAborted))
        {
            return Form(http, "Your account belongs to no organization any more.");
        }

        // With the stamp that the new password has brought.
        await database.Entry(person).ReloadAsync(http.RequestAborted);
        await sessions.StartAsync(http, person, signedIn.Methods);
        return Page.Show(
            http, "Your password is changed", $"<p>You are signed in here. Every other session has ended.</p>{OwnSignIn.BackLink}");
    }

    /// <summary>A try is taken before it is judged, as at the sign-in.</summary>
    private static async Task<bool> IsRightAsync(
        HttpContext http, UserManager<Person> people, LockOut lockOut, Person person, string present)
    {
        if (!await lockOut.TakeTryAsync(person.Id, http.RequestAborted)) return false;
        if (present.Length <= PasswordRules.LengthMax && await people.CheckPasswordAsync(person, present))
        {
            await lockOut.GiveBackAsync(person.Id, http.RequestAborted);
            return true;
        }

        await lockOut.FailAsync(person.Id, http.RequestAborted);
        return false;
    }

    private static async Task<(Person Person, SignedIn SignedIn)?> WhoMayAsync(
        HttpContext http, BrowserSessions sessions, SecondFactors factors) =>
        await sessions.CurrentAsync(http) is { } current
        && (current.SignedIn.HasSecondFactor || !(await factors.OfAsync(current.Person.Id, http.RequestAborted)).Any)
            ? current
            : null;

    private static IResult SignInFirst() => Results.Redirect(SignIn.Address(Path));

    private static IResult Form(HttpContext http, string? error = null)
    {
        var fields =
            $"""
            <label for="password">Present password</label>
            <input id="password" name="Password" type="password" autocomplete="current-password" required
                maxlength="{PasswordRules.LengthMax}"{SignInForm.Invalid(error)}>
            <label for="new-password">New password</label>
            {SignInForm.NewPassword("new-password", "NewPassword", error)}
            <button type="submit">Change the password</button>
            """;
        return Page.Show(
            http,
            "Change the password",
            $"""
            <p>{PasswordRules.Advice} Every other session ends.</p>
            {SignInForm.Alert(error)}
            {SignInForm.Html(http, Path, returnUrl: null, fields)}
            {OwnSignIn.BackLink}
            """,
            SignInForm.Status(error));
    }
}
