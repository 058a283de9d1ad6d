using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>The operator console as an operator plays it: on a desk and on a phone, by day and by night.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class ConsoleTests(BrowserPlatform platform)
{
    private const string Stopped = "outcomes";
    private const float Slowly = 60_000;

    [Fact]
    public async Task Link_Used_OpensOnceAndNeverAgain()
    {
        var link = platform.Processes.ConsoleLink!.ToString();
        var page = await platform.OpenAsync();
        await page.GotoAsync(link);
        await page.GetByRole(AriaRole.Table).First.WaitForAsync();
        Assert.DoesNotContain("code=", page.Url, StringComparison.Ordinal);
        var session = Assert.Single(await page.Context.CookiesAsync(), cookie => cookie.Name == "iop-console");
        Assert.True(session.HttpOnly);
        Assert.Equal(SameSiteAttribute.Strict, session.SameSite);

        var other = await platform.OpenAsync();
        var again = await other.GotoAsync(link);
        Assert.Equal(401, again!.Status);
        await other.GetByText("This link was used already").WaitForAsync();
        await other.Context.CloseAsync();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/logs")]
    [InlineData("/messages")]
    [InlineData("/resources/outcomes")]
    [InlineData("/resources/outcomes/stop")]
    public async Task Page_WithoutALink_IsRefusedAndSaysHow(string path)
    {
        var page = await platform.OpenAsync();
        var answer = await page.GotoAsync(new Uri(platform.Processes.ConsoleLink!, path).ToString());
        Assert.Equal(401, answer!.Status);
        await page.GetByText("./iop console").WaitForAsync();
        Assert.Equal(0, await page.GetByText(Stopped).CountAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Pages_Each_AreAccessibleAndFitEveryWindow()
    {
        var page = await OpenAsync(new WindowOptions(1280) { BypassPolicy = true });
        foreach (var (width, dark) in new[] { (1280, false), (1280, true), (360, false), (360, true), (2560, false) })
        {
            await page.SetViewportSizeAsync(width, 800);
            await page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            foreach (var path in new[] { "/", "/logs", "/messages", $"/resources/{Stopped}", $"/resources/{Stopped}/stop" })
            {
                await page.GotoAsync(new Uri(new Uri(page.Url), path).ToString());
                var name = $"the console's {path} at {width} px{(dark ? ", dark" : "")}";
                Assert.Equal(1, await page.Locator("h1").CountAsync());
                await page.FitsAsync(name);
                await page.HasNoAxeViolationAsync(name);
                await PictureAsync(page, path, width, dark);
            }
        }

        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Overview_ShowsTheGraphAndItsStatesByDeskAndPhone()
    {
        var page = await OpenAsync(new WindowOptions(1280));
        var complaints = page.Complaints();
        await Assertions.Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        await Assertions.Expect(page.Locator("svg.graph.wide a[data-node]")).ToHaveCountAsync(platform.Processes.Status().Count);
        await Assertions.Expect(page.Locator($"tr[data-live=row-{Stopped}]")).ToContainTextAsync("Healthy");
        await page.SetViewportSizeAsync(360, 740);
        await Assertions.Expect(page.Locator("svg.graph.wide")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("svg.graph.tall")).ToBeVisibleAsync();
        complaints.AreNone();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Log_Searched_ShowsTheLinesWithTheWordAndNoOthers()
    {
        var page = await OpenAsync(new WindowOptions(1280));
        await page.GetByRole(AriaRole.Link, new() { Name = "Logs" }).ClickAsync();
        await page.Locator("#log li").First.WaitForAsync();
        await page.GetByLabel("Resource").SelectOptionAsync("web");
        await page.GetByLabel("Words").FillAsync("Now listening");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(Searched());
        var lines = await page.Locator("#log li").AllInnerTextsAsync();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Contains("Now listening", line, StringComparison.OrdinalIgnoreCase));
        await page.GetByLabel("Words").FillAsync("no line has this word");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await page.GetByText("Nothing like this in the end of the logs.").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Service_StoppedAndStarted_AsksFirstAndTellsWhatBecame()
    {
        var page = await OpenAsync(new WindowOptions(1280));
        var row = page.Locator($"tr[data-live=row-{Stopped}]");
        await row.GetByRole(AriaRole.Link, new() { Name = $"Stop {Stopped}" }).ClickAsync();
        var question = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(question).ToContainTextAsync($"Stop {Stopped}? It stays stopped until somebody starts it.");
        await page.HasNoAxeViolationAsync("the console's question");
        // Nothing is done before it is answered.
        await question.GetByRole(AriaRole.Link, new() { Name = "Leave it" }).ClickAsync();
        await Assertions.Expect(question).ToHaveCountAsync(0);
        await Assertions.Expect(row).ToContainTextAsync("Healthy");

        await row.GetByRole(AriaRole.Link, new() { Name = $"Stop {Stopped}" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = $"Stop {Stopped}" }).ClickAsync();
        await Assertions.Expect(page.Locator(".result")).ToContainTextAsync($"{Stopped} is stopped. It stays so until it is started.", new() { Timeout = Slowly });
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Stopped");
        await page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync($"{Stopped} stopped");

        await row.GetByRole(AriaRole.Link, new() { Name = $"Start {Stopped}" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = $"Start {Stopped}" }).ClickAsync();
        await page.Locator(".result.good").WaitForAsync(new() { Timeout = Slowly });
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Healthy", new() { Timeout = Slowly });
        await page.Context.CloseAsync();
    }

    private async Task<IPage> OpenAsync(WindowOptions window)
    {
        var page = await platform.OpenAsync(window);
        await page.GotoAsync(platform.Processes.ConsoleLink!.ToString());
        await page.Locator("table.resources").WaitForAsync();
        return page;
    }

    /// <summary>For people to look at, where IOP_PICTURES names a folder.</summary>
    private static async Task PictureAsync(IPage page, string path, int width, bool dark)
    {
        if (Environment.GetEnvironmentVariable("IOP_PICTURES") is not { } folder) return;
        var name = $"console{path.Replace('/', '-').TrimEnd('-')}-{width}-{(dark ? "dark" : "light")}.png";
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name), FullPage = true });
    }

    [GeneratedRegex("[?&]word=")]
    private static partial Regex Searched();
}
