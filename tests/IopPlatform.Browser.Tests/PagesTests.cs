using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>Each page as the people whose page it is see it: complete, accessible, and within its window.</summary>
public sealed class PagesTests(BrowserPlatform platform)
{
    public static TheoryData<string, string, string> Staff => KnownPages.Rows(KnownPages.Staff);

    [Theory]
    [MemberData(nameof(Staff))]
    public async Task Page_OpenedByItsRole_IsCompleteAccessibleAndLaidOutAsKept(string name, string email, string path)
    {
        var page = await platform.OpenAsync(email, platform.Fill(path), new WindowOptions(1280));
        await CheckAsync(page, name, path);
        await page.HasNoAxeViolationAsync(path);
        // The same document with more room.
        await page.SetViewportSizeAsync(2560, 1300);
        await CheckAsync(page, name, path);
        await page.Context.CloseAsync();
        var phone = await platform.OpenAsync(email, platform.Fill(path), new WindowOptions(360, 740, Dark: true));
        await CheckAsync(phone, name, path);
        await phone.HasNoAxeViolationAsync($"{path} on a phone, dark");
        await phone.Context.CloseAsync();
    }

    [Theory]
    [MemberData(nameof(Staff))]
    public async Task Page_Loaded_ObeysItsPolicyAndIsNotKept(string name, string email, string path)
    {
        Assert.NotEmpty(name);
        var page = await platform.OpenAsync(email, "/web/signed-out");
        var complaints = page.Complaints();
        var answer = await page.GotoAsync(new Uri(platform.Origin, platform.Fill(path)).ToString());
        await page.ReadyAsync();
        var headers = await answer!.AllHeadersAsync();
        Assert.Contains("script-src 'self';", headers["content-security-policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", headers["content-security-policy"], StringComparison.Ordinal);
        Assert.Equal("no-store", headers["cache-control"]);
        complaints.AreNone();
        Assert.Empty(await page.EvaluateAsync<string[]>("() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"));
        await page.Context.CloseAsync();
    }

    /// <summary>Whose page it is not. Data of these pages is refused by the gateway besides.</summary>
    [Theory]
    [InlineData(BrowserPlatform.Therapist, "/referrals/new")]
    [InlineData(BrowserPlatform.Administrator, "/referrals")]
    [InlineData(BrowserPlatform.Administrator, "/patients")]
    [InlineData(BrowserPlatform.Compliance, "/patients/{patient}")]
    [InlineData(BrowserPlatform.Intake, "/notes")]
    [InlineData(BrowserPlatform.Administrator, "/board")]
    [InlineData(BrowserPlatform.Administrator, "/groups/{session}")]
    public async Task Page_OfAnotherRole_SaysSoWith403(string email, string path)
    {
        var page = await platform.OpenAsync(email, "/web/signed-out");
        var answer = await page.GotoAsync(new Uri(platform.Origin, platform.Fill(path)).ToString());
        Assert.Equal(403, answer!.Status);
        await page.GetByText("This page is for other roles than yours.").WaitForAsync();
        Assert.Equal(0, await page.GetByText(platform.FamilyName).CountAsync());
        await page.HasNoAxeViolationAsync(path + " without permission");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("/patients/{patient}")]
    [InlineData("/groups/{session}")]
    public async Task Page_OfAnotherSite_ShowsThatNothingIsThere(string path)
    {
        var page = await platform.OpenAsync(BrowserPlatform.Elsewhere, platform.Fill(path));
        await page.GetByText("There is nothing here that you can see.").WaitForAsync();
        Assert.Equal(0, await page.GetByText(platform.FamilyName).CountAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Lists_OfASiteWithoutWork_SayWhyTheyAreEmpty()
    {
        var page = await platform.OpenAsync(BrowserPlatform.Director, "/notes");
        await page.ReadyAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("All notes are signed.");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task UnknownPage_Opened_Is404InWords()
    {
        var page = await platform.OpenAsync(BrowserPlatform.Therapist, "/web/signed-out");
        var answer = await page.GotoAsync(new Uri(platform.Origin, "/patients/nobody").ToString());
        Assert.Equal(404, answer!.Status);
        await page.GetByText("There is no such page").First.WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Page_InSpanish_HasItsWordsAndLanguage()
    {
        var page = await platform.OpenAsync(BrowserPlatform.Therapist, "/patients", new WindowOptions(Language: "es-MX"));
        await page.ReadyAsync();
        Assert.Equal("es", await page.Locator("html").GetAttributeAsync("lang"));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("¿A quién busca?");
        await page.HasNoAxeViolationAsync("/patients in Spanish");
        await page.Context.CloseAsync();
    }

    private static async Task CheckAsync(IPage page, string name, string path)
    {
        var at = $"{path} at {page.ViewportSize!.Width} px";
        await page.ReadyAsync();
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        await page.FitsAsync(at);
        // The gallery's parts are compared as pictures.
        if (name != "design") await page.IsAsKeptAsync(name);
    }
}
