using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>Passkeys by Identity's own pages and script, with the browser's own code and an authenticator that it plays.</summary>
[Collection(AloneCollection.Name)]
public sealed class PasskeyTests(BrowserPlatform platform)
{
    private const string Person = "therapist2.newyork@harbor.example";

    [Fact]
    public async Task Passkey_AddedAtThePages_SignsInWithoutPasswordAndCode()
    {
        var page = await platform.OpenAsync();
        var (devtools, authenticator) = await AuthenticatorAsync(page);
        await page.GotoAsync(new Uri(platform.Origin, "/today").ToString());
        await platform.SignInAsync(page, Person);
        // From here on: a code that another window has used a moment before is refused with 400, which the browser tells, too.
        var complaints = page.Complaints();
        await page.ComesToAsync("/today");
        await page.ReadyAsync();
        await page.Locator(".shell__person summary").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Password, passkeys, authenticator" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Passkeys" }).ClickAsync();
        await page.GetByLabel("Name of the new passkey").FillAsync("Front desk laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Front desk laptop" }).WaitForAsync();
        await page.HasNoAxeViolationAsync("the passkeys");

        // Another day at the same machine: its browser knows nobody.
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync(new Uri(platform.Origin, "/patients").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await page.ComesToAsync("/patients");
        await page.ReadyAsync();
        complaints.AreNone();

        // Who cannot show who they are is not let in, and told so.
        await page.Context.ClearCookiesAsync();
        await devtools.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = authenticator, ["isUserVerified"] = false });
        await page.GotoAsync(new Uri(platform.Origin, "/patients").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await page.GetByText("No passkey was used.").WaitForAsync();
        Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Passkey_OfAnotherMachine_IsRefusedInWords()
    {
        var page = await platform.OpenAsync();
        await AuthenticatorAsync(page);
        await page.GotoAsync(new Uri(platform.Origin, "/today").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await page.GetByText("No passkey was used.").WaitForAsync();
        await page.Context.CloseAsync();
    }

    /// <summary>One that is built into the machine and has seen its owner's finger.</summary>
    private static async Task<(ICDPSession Devtools, string Authenticator)> AuthenticatorAsync(IPage page)
    {
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        var added = await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return (devtools, added!.Value.GetProperty("authenticatorId").GetString()!);
    }
}
