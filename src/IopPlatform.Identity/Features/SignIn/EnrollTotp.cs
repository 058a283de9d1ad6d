using System.Security.Cryptography;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.DataProtection;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>
/// Sets up an authenticator app: at the first sign-in of staff, and for whoever is signed in with a second factor and wants
/// another app. The secret counts only once a code of it was typed.
/// </summary>
public static partial class EnrollTotp
{
    public const string Path = "/sign-in/enroll";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ShowAsync).AllowAnonymous().Audited("second-factor.enroll-page").ExcludeFromDescription();
        app.MapPost(Path, SubmitAsync).AllowAnonymous().Audited("second-factor.enroll").ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, BrowserSessions sessions, SecondFactors factors, IDataProtectionProvider protection, string? returnUrl) =>
        await sessions.MayChangeFactorsAsync(http, factors) is { } owner
            ? Form(http, protection, owner, Totp.NewSecret(), returnUrl)
            : Results.Redirect(SignInForm.Address(SignIn.Path, returnUrl));

    private static async Task<IResult> SubmitAsync(
        HttpContext http,
        BrowserSessions sessions,
        SecondFactors factors,
        IDataProtectionProvider protection,
        PersonAudit audit,
        LockOut lockOut,
        TimeProvider time)
    {
        var form = await SignInForm.ReadAsync(http);
        var returnUrl = SignInForm.ReturnUrlOf(form);
        if (form is null || await sessions.MayChangeFactorsAsync(http, factors) is not { } owner
            || Unseal(protection, owner.Person, form["Seal"].ToString()) is not { } secret)
        {
            return Results.Redirect(SignInForm.Address(SignIn.Path, returnUrl));
        }

        if (Totp.Match(secret, form["Code"].ToString(), time.GetUtcNow()) is not { } step)
        {
            return Form(http, protection, owner, secret, returnUrl, "This is not the code that the app shows now. Is the phone's clock right?");
        }

        var person = owner.Person;
        var codes = await factors.EnrollAsync(person.Id, secret, step, http.RequestAborted);
        await audit.WriteAsync(person.Id, "second-factor.enroll", new { kind = "totp" }, http.RequestAborted);
        await lockOut.ClearAsync(person.Id, http.RequestAborted);
        await sessions.StartAsync(http, person, [.. owner.Methods.Union(EnterSecondFactor.CodeMethods)]);
        return RecoveryCodes(http, codes, returnUrl);
    }

    private static IResult Form(
        HttpContext http, IDataProtectionProvider protection, FactorOwner owner, byte[] secret, string? returnUrl, string? error = null)
    {
        var person = owner.Person;
        var address = Totp.Address(person.Email!, secret);
        var fields =
            $"""
            <input type="hidden" name="Seal" value="{Page.Encode(Seal(protection, person, secret))}">
            <label for="code">Code that the app shows</label>
            <input id="code" name="Code" inputmode="numeric" autocomplete="one-time-code" required maxlength="10"{SignInForm.Invalid(error)}>
            <button type="submit">Confirm</button>
            """;
        return Page.Show(
            http,
            "Set up your second step",
            $"""
            <p>Staff sign in with a password and a code. Scan this picture with an authenticator app, or copy the key into it.</p>
            {QrPicture.Svg(address, "The key as a QR code")}
            <p class="key"><a href="{Page.Encode(address)}">Open in an app on this device</a><br>Key: <code>{Totp.Base32(secret)}</code></p>
            {SignInForm.Alert(error)}
            {SignInForm.Html(http, Path, returnUrl, fields)}
            <p><a href="{Page.Encode(SignInForm.Address(OwnPasskeys.Path, returnUrl))}">Use a passkey instead</a></p>
            """,
            SignInForm.Status(error));
    }

    private static IResult RecoveryCodes(HttpContext http, IReadOnlyList<string> codes, string? returnUrl) => Page.Show(
        http,
        "Keep your recovery codes",
        $"""
        <p>Each signs you in once when the app is not at hand. They are shown only now: print them or write them down.</p>
        <ol class="codes">{string.Concat(codes.Select(code => $"<li><code>{code}</code></li>"))}</ol>
        <a class="choice" href="{Page.Encode(SignInForm.Safe(returnUrl) is { Length: > 0 } address ? address : "/signed-in")}">Go on</a>
        """);

    /// <summary>The secret as a field of the form: readable for this service only, and good for this person and a quarter of an hour.</summary>
    private static string Seal(IDataProtectionProvider protection, Person person, byte[] secret) =>
        Convert.ToBase64String(Sealing(protection, person).Protect(secret, TimeSpan.FromMinutes(15)));

    private static byte[]? Unseal(IDataProtectionProvider protection, Person person, string seal)
    {
        try
        {
            return Sealing(protection, person).Unprotect(Convert.FromBase64String(seal));
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static ITimeLimitedDataProtector Sealing(IDataProtectionProvider protection, Person person) =>
        protection.CreateProtector("totp-enrollment", person.Id.ToString()).ToTimeLimitedDataProtector();
}
