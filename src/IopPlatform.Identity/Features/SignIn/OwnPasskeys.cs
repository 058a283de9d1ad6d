using System.Buffers.Text;
using System.Globalization;
using System.Text.Json.Nodes;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Identity;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>
/// Where people add, name and remove their passkeys. Staff may make one their second factor at the first sign-in, in place of an
/// authenticator app.
/// </summary>
public static class OwnPasskeys
{
    public const string Path = "/sign-in/passkeys";

    private const string OptionsPath = "/sign-in/passkeys/options";
    private const string RenamePath = "/sign-in/passkeys/rename";
    private const string RemovePath = "/sign-in/passkeys/remove";
    private const int PasskeysMax = 10;
    private const int NameLengthMax = 60;

    private const string Refusal = "This passkey was not accepted. Try again.";
    private const string Last = "This is your last second factor. Add another passkey or an authenticator app first.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ShowAsync).AllowAnonymous().Audited("second-factor.passkeys-page").ExcludeFromDescription();
        app.MapPost(OptionsPath, OptionsAsync).AllowAnonymous().Audited("second-factor.passkey-options").ExcludeFromDescription();
        app.MapPost(Path, AddAsync).AllowAnonymous().Audited("second-factor.enroll").ExcludeFromDescription();
        app.MapPost(RenamePath, RenameAsync).AllowAnonymous().Audited("second-factor.rename").ExcludeFromDescription();
        app.MapPost(RemovePath, RemoveAsync).AllowAnonymous().Audited("second-factor.remove").ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, BrowserSessions sessions, SecondFactors factors, UserManager<Person> people, string? returnUrl) =>
        await sessions.MayChangeFactorsAsync(http, factors) is { } owner
            ? await PageAsync(http, people, owner, returnUrl)
            : SignInFirst();

    private static async Task<IResult> OptionsAsync(
        HttpContext http, BrowserSessions sessions, SecondFactors factors, IPasskeyHandler<Person> passkeys, Ceremonies ceremonies)
    {
        if (await SignInForm.ReadAsync(http) is null || await sessions.MayChangeFactorsAsync(http, factors) is not { Person: var person })
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
        SignInSteps steps,
        PersonAudit audit)
    {
        if (await SignInForm.ReadAsync(http) is not { } form || await sessions.MayChangeFactorsAsync(http, factors) is not { } owner)
        {
            return SignInFirst();
        }

        var (person, returnUrl) = (owner.Person, SignInForm.ReturnUrlOf(form));
        var result = await ceremonies.TakeAsync(form["Ceremony"].ToString(), person.Id, http.RequestAborted) is { } state
            ? await passkeys.PerformAttestationAsync(
                new PasskeyAttestationContext { CredentialJson = form["Credential"].ToString(), AttestationState = state, HttpContext = http })
            : null;
        if (result is not { Succeeded: true } || !result.Passkey.IsUserVerified)
        {
            return await PageAsync(http, people, owner, returnUrl, Refusal);
        }

        if ((await people.GetPasskeysAsync(person)).Count >= PasskeysMax)
        {
            return await PageAsync(http, people, owner, returnUrl, $"You have {PasskeysMax} passkeys, which is the most. Remove one first.");
        }

        result.Passkey.Name = NameIn(form) ?? "Passkey";
        await people.AddOrUpdatePasskeyAsync(person, result.Passkey);
        await audit.WriteAsync(person.Id, "second-factor.enroll", new { kind = "passkey" }, http.RequestAborted);
        return owner.IsSignedIn
            ? await PageAsync(http, people, owner, returnUrl)
            : await steps.CompleteAsync(http, person, [.. owner.Methods, .. UsePasskey.MethodsOf(result.Passkey)], returnUrl);
    }

    private static Task<IResult> RenameAsync(
        HttpContext http, BrowserSessions sessions, SecondFactors factors, UserManager<Person> people, PersonAudit audit) =>
        ChangeAsync(http, sessions, factors, people, async (owner, form, id) =>
        {
            if (NameIn(form) is not { } name) return $"A name has 1 to {NameLengthMax} characters.";
            await audit.ChangeAsync(
                owner.Person.Id, "second-factor.rename", new { kind = "passkey" },
                write => write.RenamePasskey(owner.Person.Id, id, name), http.RequestAborted);
            return null;
        });

    private static Task<IResult> RemoveAsync(
        HttpContext http,
        BrowserSessions sessions,
        SecondFactors factors,
        UserManager<Person> people,
        SignInDirectory directory,
        PersonAudit audit) =>
        ChangeAsync(http, sessions, factors, people, async (owner, _, id) =>
        {
            var isStaff = SecondFactorRule.IsNeeded(await directory.ReachesOfAsync(owner.Person.Id, http.RequestAborted));
            await audit.ChangeAsync(
                owner.Person.Id, "second-factor.remove", new { kind = "passkey" },
                write => write.RemovePasskey(owner.Person.Id, id, mustKeepOne: isStaff), http.RequestAborted);
            return null;
        });

    /// <param name="change">Gives what to tell the person when nothing was changed.</param>
    private static async Task<IResult> ChangeAsync(
        HttpContext http,
        BrowserSessions sessions,
        SecondFactors factors,
        UserManager<Person> people,
        Func<FactorOwner, IFormCollection, byte[], Task<string?>> change)
    {
        if (await SignInForm.ReadAsync(http) is not { } form
            || await sessions.MayChangeFactorsAsync(http, factors) is not { IsSignedIn: true } owner)
        {
            return SignInFirst();
        }

        var id = form["Id"].ToString();
        if (!Base64Url.IsValid(id)) return await PageAsync(http, people, owner, returnUrl: null, Refusal);
        try
        {
            return await PageAsync(http, people, owner, returnUrl: null, await change(owner, form, Base64Url.DecodeFromChars(id)));
        }
        catch (StaleWriteException)
        {
            // Not there any more in another window, or the last.
            var isThere = await people.GetPasskeyAsync(owner.Person, Base64Url.DecodeFromChars(id)) is not null;
            return await PageAsync(http, people, owner, returnUrl: null, isThere ? Last : null);
        }
    }

    private static IResult SignInFirst() => Results.Redirect(SignIn.Address(Path));

    private static string? NameIn(IFormCollection form) =>
        form["Name"].ToString().Trim() is { Length: > 0 and <= NameLengthMax } name && !name.Contains('\0') ? name : null;

    private static async Task<IResult> PageAsync(
        HttpContext http, UserManager<Person> people, FactorOwner owner, string? returnUrl, string? error = null)
    {
        var items = (await people.GetPasskeysAsync(owner.Person)).OrderBy(passkey => passkey.CreatedAt).Select(passkey => Item(http, passkey));
        var add =
            $"""
            <label for="name">Name of the new passkey</label>
            <input id="name" name="Name" maxlength="{NameLengthMax}" placeholder="This laptop">
            {PasskeyFields.Html("Add a passkey")}
            """;
        return Page.Show(
            http,
            "Your passkeys",
            $"""
            <p>A passkey signs you in without password and code. It stays in this device, in your phone, or in a security key.</p>
            {SignInForm.Alert(error)}
            <ul>{string.Concat(items)}</ul>
            {SignInForm.Html(http, Path, returnUrl, add, PasskeyFields.Attributes(OptionsPath, "create"))}
            {(owner.IsSignedIn ? OwnSignIn.BackLink : "")}
            {PasskeyScript.Tag}
            """,
            SignInForm.Status(error),
            hasScript: true);
    }

    private static string Item(HttpContext http, UserPasskeyInfo passkey)
    {
        var id = Base64Url.EncodeToString(passkey.CredentialId);
        var hidden = $"""<input type="hidden" name="Id" value="{id}">""";
        var name = Page.Encode(passkey.Name);
        var rename =
            $"""
            {hidden}
            <label for="name-{id}">Name, added on {passkey.CreatedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}</label>
            <input id="name-{id}" name="Name" value="{name}" required maxlength="{NameLengthMax}">
            <button type="submit" class="second">Rename</button>
            """;
        var remove = $"""{hidden}<button type="submit" class="second">Remove {name}</button>""";
        return $"<li>{SignInForm.Html(http, RenamePath, returnUrl: null, rename)}{SignInForm.Html(http, RemovePath, returnUrl: null, remove)}</li>";
    }
}
