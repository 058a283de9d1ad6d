using System.Buffers.Text;
using System.Text.Json.Nodes;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Identity;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>Where somebody who is signed in adds and removes their passkeys.</summary>
public static class OwnPasskeys
{
    public const string Path = "/sign-in/passkeys";

    private const string OptionsPath = "/sign-in/passkeys/options";
    private const string RemovePath = "/sign-in/passkeys/remove";
    private const int PasskeysMax = 10;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ShowAsync).AllowAnonymous().Audited("second-factor.passkeys-page").ExcludeFromDescription();
        app.MapPost(OptionsPath, OptionsAsync).AllowAnonymous().Audited("second-factor.passkey-options").ExcludeFromDescription();
        app.MapPost(Path, AddAsync).AllowAnonymous().Audited("second-factor.enroll").ExcludeFromDescription();
        app.MapPost(RemovePath, RemoveAsync).AllowAnonymous().Audited("second-factor.remove").ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, BrowserSessions sessions, SecondFactors factors, UserManager<Person> people) =>
        await WhoMayAsync(http, sessions, factors) is { } person
            ? await PageAsync(http, people, person)
            : Results.Redirect(SignIn.Path);

    private static async Task<IResult> OptionsAsync(
        HttpContext http, BrowserSessions sessions, SecondFactors factors, IPasskeyHandler<Person> passkeys, Ceremonies ceremonies)
    {
        if (await SignInForm.ReadAsync(http) is null || await WhoMayAsync(http, sessions, factors) is not { } person)
        {
            return Results.BadRequest();
        }

        var options = await passkeys.MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = person.Id.ToString(), Name = person.Email!, DisplayName = person.Email! }, http);
        var ceremony = await ceremonies.BeginAsync(person.Id, options.AttestationState!, http.RequestAborted);
        return Results.Json(new { ceremony, options = JsonNode.Parse(options.CreationOptionsJson) });
    }

    private static async Task<IResult> AddAsync(
        HttpContext http,
        BrowserSessions sessions,
        SecondFactors factors,
        IPasskeyHandler<Person> passkeys,
        Ceremonies ceremonies,
        UserManager<Person> people,
        PersonAudit audit)
    {
        if (await SignInForm.ReadAsync(http) is not { } form || await WhoMayAsync(http, sessions, factors) is not { } person)
        {
            return Results.Redirect(SignIn.Path);
        }

        var result = await ceremonies.TakeAsync(form["Ceremony"].ToString(), person.Id, http.RequestAborted) is { } state
            ? await passkeys.PerformAttestationAsync(
                new PasskeyAttestationContext { CredentialJson = form["Credential"].ToString(), AttestationState = state, HttpContext = http })
            : null;
        if (result is not { Succeeded: true } || !result.Passkey.IsUserVerified
            || (await people.GetPasskeysAsync(person)).Count >= PasskeysMax)
        {
            return await PageAsync(http, people, person, "This passkey was not accepted. Try again.");
        }

        var name = form["Name"].ToString().Trim();
        result.Passkey.Name = name.Length is > 0 and <= 60 ? name : "Passkey";
        await people.AddOrUpdatePasskeyAsync(person, result.Passkey);
        await audit.WriteAsync(person.Id, "second-factor.enroll", new { kind = "passkey" }, http.RequestAborted);
        return await PageAsync(http, people, person);
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext http, BrowserSessions sessions, SecondFactors factors, UserManager<Person> people, PersonAudit audit)
    {
        if (await SignInForm.ReadAsync(http) is not { } form || await WhoMayAsync(http, sessions, factors) is not { } person)
        {
            return Results.Redirect(SignIn.Path);
        }

        var id = form["Id"].ToString();
        if (Base64Url.IsValid(id))
        {
            await people.RemovePasskeyAsync(person, Base64Url.DecodeFromChars(id));
            await audit.WriteAsync(person.Id, "second-factor.remove", new { kind = "passkey" }, http.RequestAborted);
        }

        return await PageAsync(http, people, person);
    }

    /// <summary>Signed in, and with a second factor if there is one: a stolen password is not enough to add another key.</summary>
    private static async Task<Person?> WhoMayAsync(HttpContext http, BrowserSessions sessions, SecondFactors factors) =>
        await sessions.CurrentAsync(http) is var (person, signedIn)
        && (signedIn.HasSecondFactor || !(await factors.OfAsync(person.Id, http.RequestAborted)).Any)
            ? person
            : null;

    private static async Task<IResult> PageAsync(HttpContext http, UserManager<Person> people, Person person, string? error = null)
    {
        var items = (await people.GetPasskeysAsync(person)).OrderBy(passkey => passkey.CreatedAt).Select(passkey =>
        {
            var fields =
                $"""
                <input type="hidden" name="Id" value="{Base64Url.EncodeToString(passkey.CredentialId)}">
                <button type="submit" class="second">Remove {Page.Encode(passkey.Name)}</button>
                """;
            return SignInForm.Html(http, RemovePath, returnUrl: null, fields);
        });
        var add =
            $"""
            <label for="name">Name of the new passkey</label>
            <input id="name" name="Name" maxlength="60" placeholder="This laptop">
            {PasskeyFields.Html("Add a passkey")}
            """;
        return Page.Show(
            http,
            "Your passkeys",
            $"""
            <p>A passkey signs you in without password and code.</p>
            {SignInForm.Alert(error)}
            {string.Concat(items)}
            {SignInForm.Html(http, Path, returnUrl: null, add, PasskeyFields.Attributes(OptionsPath, "create"))}
            {PasskeyScript.Tag}
            """,
            SignInForm.Status(error),
            hasScript: true);
    }
}
