using System.Globalization;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Features.SignIn;
using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Identity;

namespace IopPlatform.Identity.Features.PortalAccess;

/// <summary>The page on which a patient turns the one-time code into a portal account, and is signed in.</summary>
public static class JoinPortal
{
    public const string Path = "/sign-in/join";

    private const string NoBirthDate = "Enter your birth date.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext http) => Form(http)).AllowAnonymous().Audited("portal-invitation.page").ExcludeFromDescription();
        app.MapPost(Path, SubmitAsync).AllowAnonymous().Audited(PortalRedemption.Action).ExcludeFromDescription();
    }

    private static async Task<IResult> SubmitAsync(
        HttpContext http, PortalRedemption redemption, UserManager<Person> people, SignInSteps steps)
    {
        if (await SignInForm.ReadAsync(http) is not { } form) return Form(http, error: SignInForm.Stale);

        var entered = new Entered(form["Code"].ToString(), form["BirthDate"].ToString());
        var password = form["Password"].ToString();
        if (!DateOnly.TryParseExact(entered.BirthDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birthDate))
            return Form(http, entered, NoBirthDate);
        if (PasswordRules.Refusal(password, []) is { } refusal) return Form(http, entered, refusal);
        if (entered.Code.Length > PortalInvitation.CodeLengthMax) return Form(http, entered, PortalInvitation.Refused);

        var result = await redemption.RedeemAsync(entered.Code, birthDate, password, http.RequestAborted);
        if (result.Outcome == RedemptionOutcome.EmailHasAccount) return Form(http, entered, PortalInvitation.EmailHasAccount);
        if (result.PersonId is not { } id || await people.FindByIdAsync(id.ToString()) is not { } person)
            return Form(http, entered, PortalInvitation.Refused);

        return await steps.AfterNewPasswordAsync(http, person);
    }

    private static IResult Form(HttpContext http, Entered? entered = null, string? error = null)
    {
        var fields =
            $"""
            <label for="code">Code from your program</label>
            <input id="code" name="Code" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" required
                maxlength="{PortalInvitation.CodeLengthMax}" value="{Page.Encode(entered?.Code)}"{SignInForm.Invalid(error)}>
            <label for="birth">Your birth date</label>
            <input id="birth" name="BirthDate" type="date" autocomplete="bday" required
                value="{Page.Encode(entered?.BirthDate)}"{SignInForm.Invalid(error)}>
            <label for="password">Choose a password</label>
            <p>{PasswordRules.Advice}</p>
            {SignInForm.NewPassword("password", "Password", error)}
            <button type="submit">Join</button>
            """;
        return Page.Show(
            http,
            "Join your program's portal",
            $"""
            <p>Your intake coordinator gave you a code.</p>
            {SignInForm.Alert(error)}
            {SignInForm.Html(http, Path, returnUrl: null, fields)}
            """,
            SignInForm.Status(error));
    }

    private sealed record Entered(string Code, string BirthDate);
}
