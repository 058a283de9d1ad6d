using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>From the first visit to the sign-out, and what stays of a page when its session ends.</summary>
[Collection(AloneCollection.Name)]
public sealed class SessionTests(BrowserPlatform platform)
{
    [Fact]
    public async Task Tokens_SignedIn_AreNowhereInTheBrowser()
    {
        var page = await platform.OpenAsync(BrowserPlatform.Therapist, "/today");
        await page.ReadyAsync();
        var cookies = await page.Context.CookiesAsync();
        var session = Assert.Single(cookies, cookie => cookie.Name == "iop-web");
        Assert.True(session.HttpOnly);
        Assert.Equal(SameSiteAttribute.Lax, session.SameSite);
        Assert.DoesNotContain(cookies, cookie => cookie.Value.Contains("eyJ", StringComparison.Ordinal));
        Assert.DoesNotContain("eyJ", await page.ContentAsync(), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task SignOut_Pressed_EndsTheSessionEverywhere()
    {
        var page = await platform.OpenAsync();
        await page.GotoAsync(new Uri(platform.Origin, "/today").ToString());
        await platform.SignInAsync(page, BrowserPlatform.Reviewer);
        await page.ComesToAsync("/today");
        await page.ReadyAsync();
        var copied = await page.Context.StorageStateAsync();
        await page.Locator(".shell__person summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" }).WaitForAsync();
        var other = await platform.OpenAsync(new WindowOptions { State = copied });
        await other.GotoAsync(new Uri(platform.Origin, "/today").ToString());
        Assert.Contains("/sign-in", other.Url, StringComparison.Ordinal);
        await other.Context.CloseAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Session_EndedWhileTyping_GoesOnWithWhatWasTyped()
    {
        var page = await platform.OpenAsync();
        await page.GotoAsync(new Uri(platform.Origin, "/referrals/new").ToString());
        await platform.SignInAsync(page, "intake.chicago@harbor.example");
        await page.ComesToAsync("/referrals/new");
        await page.ReadyAsync();
        await page.Locator("#given").FillAsync("Marisol");
        await page.Locator("#family").FillAsync("Vantongeren");
        await page.Locator("#born").FillAsync("1984-10-02");
        await page.Locator("#phone").FillAsync("+1-312-555-0188");
        await page.Locator("#reason").FillAsync("Sent by a friend; has not left home for a month.");
        await platform.EndSessionsAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save referral" }).ClickAsync();
        await page.Locator(".session-bar").WaitForAsync();
        await page.HasNoAxeViolationAsync("the end of the session");
        var window = await page.Context.RunAndWaitForPageAsync(() => page.Locator(".session-bar a").ClickAsync());
        await window.WaitForLoadStateAsync();
        if (window.Url.Contains("/sign-in", StringComparison.Ordinal)) await platform.SignInAsync(window, "intake.chicago@harbor.example");
        await window.GetByRole(AriaRole.Heading, new() { Name = "You are signed in" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have signed in, go on" }).ClickAsync();
        await Assertions.Expect(page.Locator(".session-bar")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#family")).ToHaveValueAsync("Vantongeren");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save referral" }).ClickAsync();
        await page.ComesToAsync("/referrals?referral=");
        await page.Context.CloseAsync();
    }

    /// <summary>On a phone without a script: what was answered comes back with the page, to its owner alone.</summary>
    [Fact]
    public async Task WeeklyCheckIn_SentAfterTheSessionHasEnded_IsThereAfterTheSignIn()
    {
        var page = await platform.OpenAsync(platform.PatientEmail, "/portal/weekly", new WindowOptions(360, 740, Script: false));
        foreach (var number in new[] { "1", "2", "3", "4", "5", "6", "7", "8" }) await page.Locator($"input[name=answer-{number}][value='2']").CheckAsync(new() { Force = true });
        await platform.EndSessionsAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send my answers" }).ClickAsync();
        if (page.Url.Contains("/sign-in", StringComparison.Ordinal)) await platform.SignInAsync(page, platform.PatientEmail);
        await page.GetByText("Your answers are still here. Look at them, then send them.").WaitForAsync();
        foreach (var number in new[] { "1", "8" }) await Assertions.Expect(page.Locator($"input[name=answer-{number}][value='2']")).ToBeCheckedAsync();
        Assert.DoesNotContain(await page.Context.CookiesAsync(), cookie => cookie.Name == "iop-web-answers");
        await page.Locator("input[name=answer-9][value='0']").CheckAsync(new() { Force = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send my answers" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Thank you. Your answers are saved." }).WaitForAsync();
        await page.Context.CloseAsync();
    }
}
