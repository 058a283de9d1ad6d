using IopPlatform.Testing;
using IopPlatform.Testing.Otlp;
using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>People at work, by mouse and by keyboard, two of them at once.</summary>
[Collection(AloneCollection.Name)]
public sealed class WorkTests(BrowserPlatform platform)
{
    [Fact]
    public async Task Referral_WithMistakesThenWithout_IsSavedAndShown()
    {
        var page = await platform.OpenAsync(BrowserPlatform.Intake, "/referrals/new");
        await page.ReadyAsync();
        await page.Locator("#given").FillAsync("Quillon");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save referral" }).ClickAsync();
        await page.GetByText("Something is missing or wrong.").WaitForAsync();
        await Assertions.Expect(page.Locator("#given")).ToHaveValueAsync("Quillon");
        await page.HasNoAxeViolationAsync("/referrals/new with mistakes");
        await page.Locator("#family").FillAsync("Abernathy-Stone");
        await page.Locator("#born").FillAsync("1991-04-23");
        await page.Locator("#phone").FillAsync("+1-212-555-0177");
        await page.Locator("#reason").FillAsync("Asks for help after weeks without sleep.");
        await page.Keyboard.PressAsync("Control+Enter");
        await page.ComesToAsync("/referrals?referral=");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Quillon Abernathy-Stone" }).WaitForAsync();
        Assert.DoesNotContain("Abernathy", page.Url, StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Palette_TwoLettersOfAName_OpensThePatientByKeyboard()
    {
        var page = await platform.OpenAsync(BrowserPlatform.Therapist, "/today");
        await page.ReadyAsync();
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator(".palette__field").FillAsync(platform.FamilyName);
        await page.GetByRole(AriaRole.Option).Filter(new() { HasText = platform.FamilyName }).First.WaitForAsync();
        await page.HasNoAxeViolationAsync("the palette");
        await page.Locator(".palette__field").PressAsync("Enter");
        await page.ComesToAsync("/patients/");
        Assert.DoesNotContain(platform.FamilyName, page.Url, StringComparison.OrdinalIgnoreCase);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Keys_GoHelpAndClose_DoAsTheOverlaySays()
    {
        var page = await platform.OpenAsync(BrowserPlatform.Therapist, "/today");
        await page.ReadyAsync();
        await page.Keyboard.PressAsync("?");
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await page.HasNoAxeViolationAsync("the shortcuts");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("p");
        await page.ComesToAsync("/patients");
        await page.Context.CloseAsync();
    }

    /// <summary>And the way from the click to the event on the other screen is one trace.</summary>
    [Fact]
    public async Task CheckIn_ByOnePerson_ShowsToTheOtherByItself()
    {
        var watching = await platform.OpenAsync(BrowserPlatform.Director, $"/patients/{platform.PatientId}");
        await watching.ReadyAsync();
        await Assertions.Expect(watching.Locator("#here")).ToHaveTextAsync("Not on site.");
        var working = await platform.OpenAsync(BrowserPlatform.Therapist, $"/groups/{platform.SessionId}");
        await working.ReadyAsync();
        await working.GetByRole(AriaRole.Button, new() { Name = "Check in" }).First.ClickAsync();
        await Assertions.Expect(watching.Locator("#here")).ToContainTextAsync("Here since");
        await Assertions.Expect(working.Locator(".roster__state").First).ToContainTextAsync("Checked in");
        var way = await WayOfTheClickAsync();
        Assert.Equal("Microsoft.AspNetCore.Components", way[0].Source);
        Assert.Equal(["web", "gateway", "scheduling", "program-state"], way.Select(span => span.Service).Distinct());
        await working.Context.CloseAsync();
        await watching.Context.CloseAsync();
    }

    /// <summary>From what was done on a page to the event that shows it on another.</summary>
    private async Task<IReadOnlyList<ExportedSpan>> WayOfTheClickAsync()
    {
        var exported = new ExportedSpans(platform.Telemetry);
        return await Eventually.GetAsync(
            () => Task.FromResult(exported.Read().Where(span => span.Name == "push live state")
                .Select(push => exported.Trace(push.TraceId).PathTo(push))
                .FirstOrDefault(path => path[0].Service == "web")),
            "a trace that begins in the web and ends with a server-sent event");
    }
}
