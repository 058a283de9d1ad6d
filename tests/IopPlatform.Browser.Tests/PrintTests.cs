using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>What comes out of the printer: no navigation, black on white, whose paper it is on each page, and nothing cut.</summary>
public sealed partial class PrintTests(BrowserPlatform platform)
{
    private static readonly string[] NeverPrinted = [".shell__bar", ".shell__nav", ".connection-bar", ".iop-skip-link", ".iop-no-print", "main .iop-button"];

    [Fact]
    public async Task Patient_Printed_SaysOnEachPageWhoItIs()
    {
        // By night, with the patient's own colors of the screen: paper is white all the same.
        var page = await OpenAsync(BrowserPlatform.Therapist, "/patients/{patient}", "patient");
        await Assertions.Expect(page.Locator(".iop-identity")).ToContainTextAsync(platform.FamilyName);
        Assert.Equal("table-header-group", await StyleAsync(page, ".iop-identity", "display"));
        Assert.True(await page.Locator(".iop-numbers table").First.IsVisibleAsync(), "The numbers of a chart are folded away on paper.");
        var paper = await PaperAsync(page, "patient");
        Assert.True(PagesOf(paper) >= 2, "The patient's page is expected to need two sheets; one says nothing about the second.");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Today_Printed_IsAListOfWork()
    {
        var page = await OpenAsync(BrowserPlatform.Therapist, "/today", "today");
        await Assertions.Expect(page.Locator(".print-head")).ToContainTextAsync("Harbor New York");
        Assert.True(await page.Locator("#agenda-title").IsVisibleAsync());
        Assert.True(await page.Locator("#owed-title").IsVisibleAsync());
        await PaperAsync(page, "today");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Notes_PrintedWithOneOpen_BringThatOneWholeAndNoOtherPatient()
    {
        var notes = await DraftedNotes.WriteAsync(platform);
        var page = await OpenAsync(DraftedNotes.Author, $"/notes?note={notes[0]}", "note");
        await Assertions.Expect(page.Locator("#note-title")).ToContainTextAsync("Record ");
        Assert.Equal("table-header-group", await StyleAsync(page, "#note-title", "display"));
        Assert.False(await page.Locator(".queue").IsVisibleAsync(), "Other patients' notes are on the paper.");
        Assert.False(await page.Locator("#note-text").IsVisibleAsync(), "A text field is printed, which shows only as much as fits.");
        await Assertions.Expect(page.Locator(".iop-prose:visible")).ToHaveTextAsync(await page.Locator("#note-text").InputValueAsync());
        Assert.True(await page.GetByText("Draft, not signed").IsVisibleAsync(), "Paper does not say that it is a draft.");
        await PaperAsync(page, "note");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Notes_Printed_AreAList()
    {
        await DraftedNotes.WriteAsync(platform);
        var page = await OpenAsync(DraftedNotes.Author, "/notes", "notes");
        Assert.True(await page.Locator(".queue").IsVisibleAsync());
        await PaperAsync(page, "notes");
        await page.Context.CloseAsync();
    }

    /// <summary>As it is printed on a sheet of Letter, from a screen by night; with what holds for all paper.</summary>
    private async Task<IPage> OpenAsync(string email, string path, string name)
    {
        var page = await platform.OpenAsync(email, platform.Fill(path), new WindowOptions(1280, Dark: true));
        await page.ReadyAsync();
        // The width of a sheet without its margins.
        await page.SetViewportSizeAsync(710, 960);
        await page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });
        foreach (var part in NeverPrinted)
        {
            foreach (var one in await page.Locator(part).AllAsync()) Assert.False(await one.IsVisibleAsync(), $"{part} is on the paper of {name}.");
        }

        await Assertions.Expect(page.Locator("h1, #note-title").First).ToHaveCSSAsync("color", "rgb(0, 0, 0)");
        Assert.Contains(await StyleAsync(page, "body", "backgroundColor"), new[] { "rgba(0, 0, 0, 0)", "rgb(255, 255, 255)" });
        foreach (var row in new[] { ".agenda__row", ".queue__row", ".iop-card", "tr" })
        {
            if (await page.Locator(row).CountAsync() > 0 && row != ".iop-card") Assert.Equal("avoid", await StyleAsync(page, row, "breakInside"));
        }

        await page.FitsAsync($"the paper of {name}");
        return page;
    }

    private static Task<string> StyleAsync(IPage page, string selector, string property) =>
        page.EvaluateAsync<string>("([selector, property]) => getComputedStyle(document.querySelector(selector))[property]", new[] { selector, property });

    private static async Task<byte[]> PaperAsync(IPage page, string name)
    {
        var paper = await page.PdfAsync(new() { Format = "Letter", PreferCSSPageSize = true });
        if (Environment.GetEnvironmentVariable("IOP_PICTURES") is { } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"print-{name}.pdf"), paper);
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"print-{name}.png"), FullPage = true });
        }

        return paper;
    }

    private static int PagesOf(byte[] paper) => PageObject().Count(Encoding.Latin1.GetString(paper));

    [GeneratedRegex(@"/Type\s*/Page\b(?!s)")]
    private static partial Regex PageObject();
}
