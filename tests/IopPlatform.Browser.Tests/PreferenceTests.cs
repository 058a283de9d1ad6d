using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>What readers have asked their system for holds on every page: no motion, and their own colors.</summary>
public sealed class PreferenceTests(BrowserPlatform platform)
{
    /// <summary>What is told by a fill must be told by something else where fills are gone.</summary>
    [Theory]
    [InlineData("/today", BrowserPlatform.Therapist)]
    [InlineData("/patients/{patient}", BrowserPlatform.Therapist)]
    [InlineData("/groups/{session}", BrowserPlatform.Therapist)]
    [InlineData("/referrals/new", BrowserPlatform.Intake)]
    [InlineData("/design", BrowserPlatform.Therapist)]
    public async Task ForcedColors_OnEachPage_KeepWhatTheyMean(string path, string email)
    {
        var page = await platform.OpenAsync(email, platform.Fill(path), new WindowOptions(1280) { ForcedColors = true });
        await page.ReadyAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => matchMedia('(forced-colors: active)').matches"));
        await page.FitsAsync($"{path} in forced colors");
        foreach (var chosen in new[] { ".shell__nav a.active", ".is-chosen", ".roster__marks .iop-button[aria-pressed=true]" })
        {
            foreach (var one in await page.Locator(chosen).AllAsync())
            {
                Assert.NotEqual("none", await one.EvaluateAsync<string>("one => getComputedStyle(one).outlineStyle"));
            }
        }

        foreach (var framed in new[] { ".iop-card", ".iop-chip:not(.iop-status)", ".iop-button" })
        {
            if (await page.Locator(framed).CountAsync() == 0) continue;
            Assert.NotEqual("0px", await page.Locator(framed).First.EvaluateAsync<string>("one => getComputedStyle(one).borderTopWidth"));
        }

        await PictureAsync(page, $"forced-colors{path.Replace("/{", "-{", StringComparison.Ordinal).Replace('/', '-')}");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task ForcedColors_InThePalette_ShowWhatIsChosen()
    {
        var page = await platform.OpenAsync(BrowserPlatform.Therapist, "/today", new WindowOptions(1280) { ForcedColors = true });
        await page.ReadyAsync();
        await page.Keyboard.PressAsync("Control+k");
        var chosen = page.Locator("[role=option][aria-selected=true]");
        await chosen.WaitForAsync();
        Assert.NotEqual("none", await chosen.EvaluateAsync<string>("one => getComputedStyle(one).outlineStyle"));
        await PictureAsync(page, "forced-colors-palette");
        await page.Context.CloseAsync();
    }

    /// <summary>Nothing moves by itself or on its way, whatever is opened.</summary>
    [Theory]
    [InlineData("/today", BrowserPlatform.Therapist)]
    [InlineData("/patients/{patient}", BrowserPlatform.Therapist)]
    [InlineData("/referrals", BrowserPlatform.Intake)]
    [InlineData("/design", BrowserPlatform.Therapist)]
    public async Task ReducedMotion_OnEachPage_MovesNothing(string path, string email)
    {
        var page = await platform.OpenAsync(email, "/web/signed-out");
        // Noted from the first moment on: what a page does while it comes counts as well.
        await page.AddInitScriptAsync(
            """
            window.moved = [];
            const note = event => {
              const { animationName, transitionProperty } = getComputedStyle(event.target);
              for (const one of event.target.getAnimations()) {
                const { duration, iterations } = one.effect.getComputedTiming();
                if (duration > 1 || iterations > 1) moved.push(`${event.type} of <${event.target.tagName.toLowerCase()} class="${event.target.getAttribute('class')}"> (${animationName}, ${transitionProperty}): ${duration} ms`);
              }
            };
            for (const type of ['animationstart', 'transitionrun']) addEventListener(type, note, true);
            """);
        await page.GotoAsync(new Uri(platform.Origin, platform.Fill(path)).ToString());
        await page.ReadyAsync();
        await page.SetViewportSizeAsync(360, 740);
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await page.Locator(".shell__nav--open").WaitForAsync();
        await page.Keyboard.PressAsync("?");
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        Assert.Empty(await page.EvaluateAsync<string[]>("() => moved"));
        await page.Context.CloseAsync();
    }

    /// <summary>For people to look at, where IOP_PICTURES names a folder.</summary>
    private static async Task PictureAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("IOP_PICTURES") is not { } folder) return;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }
}
