using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Features.SignIn;
using IopPlatform.Identity.Server;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Identity;

namespace IopPlatform.Identity.Features.Staff;

/// <summary>The page behind a staff member's one-time link: sets the password, and leads on to the second factor.</summary>
public static class AcceptInvitation
{
    public const string Path = "/sign-in/invitation";

    private const string Action = "staff.accept-invitation";
    private const string Void = "This link was used, is older than three days, or was replaced by a newer one.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ShowAsync).AllowAnonymous().Audited("staff.accept-invitation-page").ExcludeFromDescription();
        app.MapPost(Path, SubmitAsync).AllowAnonymous().Audited(Action).ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(HttpContext http, SignInDirectory directory, TimeProvider time, string? code) =>
        await directory.StaffInvitationAsync(InviteStaff.HashOf(code ?? ""), http.RequestAborted) is { } invitation
        && invitation.ExpiresAt > time.GetUtcNow()
            ? Form(http, code!)
            : Refused(http);

    private static async Task<IResult> SubmitAsync(
        HttpContext http, SignInDirectory directory, TenantDatabases databases, UserManager<Person> people, SignInSteps steps)
    {
        if (await SignInForm.ReadAsync(http) is not { } form) return Refused(http);
        var (code, password) = (form["Invitation"].ToString(), form["Password"].ToString());
        var hash = InviteStaff.HashOf(code);
        if (await directory.StaffInvitationAsync(hash, http.RequestAborted) is not { } invitation
            || await people.FindByIdAsync(invitation.PersonId.ToString()) is not { } person)
        {
            return Refused(http);
        }

        var context = PasswordContext.Of(person.Email, await directory.ReachesOfAsync(person.Id, http.RequestAborted));
        if (PasswordRules.Refusal(password, context) is { } refusal) return Form(http, code, refusal);
        var write = databases.For(Caller.Service(invitation.OrganizationId, "identity"), Action).Write();
        try
        {
            await write
                .ChangeOne("delete from staff_invitations where code_hash = $1 and expires_at > $2", hash, write.Now)
                .ChangePassword(person.Id, people.PasswordHasher.HashPassword(person, password))
                .Audit("staff", person.Id)
                .CommitAsync(http.RequestAborted);
        }
        catch (StaleWriteException)
        {
            return Refused(http);
        }

        return await steps.AfterNewPasswordAsync(http, person);
    }

    private static IResult Form(HttpContext http, string code, string? error = null)
    {
        var fields =
            $"""
            <input type="hidden" name="Invitation" value="{Page.Encode(code)}">
            <label for="password">New password</label>
            {SignInForm.NewPassword("password", "Password", error)}
            <button type="submit">Set the password</button>
            """;
        return Page.Show(
            http,
            "Welcome",
            $"""
            <p>Choose a password. {PasswordRules.Advice}</p>
            {SignInForm.Alert(error)}
            {SignInForm.Html(http, Path, returnUrl: null, fields)}
            """,
            SignInForm.Status(error));
    }

    private static IResult Refused(HttpContext http) => Page.Show(
        http,
        "This link is void",
        $"""
        {SignInForm.Alert(Void)}
        <p>If you have set your password with it, sign in. Otherwise ask your administrator for another link.</p>
        <a class="choice" href="{SignIn.SignIn.WebStart}">Sign in</a>
        """,
        StatusCodes.Status400BadRequest);
}
