using IopPlatform.Testing;
using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>
/// What is typed into pages, and whom they show, is nowhere but in the pages and the databases: not in an address, a title, a cookie,
/// a script's message, a log or a span.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class PageLeakTests(BrowserPlatform platform)
{
    private readonly Markers markers = new();

    [Fact]
    public async Task Pages_UsedWithMarkersInEveryField_LeaveNoneOutside()
    {
        var outside = new List<string>();
        var (given, family) = (Name("given"), Name("family"));
        var page = await platform.OpenAsync(BrowserPlatform.Intake, "/today");
        Watch(page, outside);
        await ReferAsync(page, given, family);
        await FilterAsync(page, family);
        await OpenPatientAsync(page, family, outside);
        outside.Add(await LookAsync(page));
        foreach (var cookie in await page.Context.CookiesAsync()) outside.Add($"{cookie.Name}={cookie.Value}");
        await page.Context.CloseAsync();
        await WriteNoteAsync(outside);

        var (search, own) = (new MarkerSearch(markers.Planted), new Uri(platform.Origin, "/").ToString());
        Assert.Contains(outside, seen => seen.StartsWith(own + "patients/", StringComparison.Ordinal));
        await SpansOfAsync("/api/intake/patients");
        Leak[] leaks =
        [
            .. search.In("addresses, titles, cookies and messages of scripts", outside),
            .. search.In("the logs", MarkerSearch.Files(platform.LogFolder)),
            .. platform.Telemetry.Received.SelectMany(signal => search.In($"exported {signal.Key}", MarkerSearch.Texts(signal.Value))),
        ];
        Assert.Empty(leaks);
    }

    /// <summary>Every text of the new referral, with a mistake at first: what is refused is not told elsewhere either.</summary>
    private async Task ReferAsync(IPage page, string given, string family)
    {
        await page.GotoAsync(new Uri(platform.Origin, "/referrals/new").ToString());
        await page.ReadyAsync();
        foreach (var (field, text) in new[]
        {
            ("given", given), ("family", family), ("preferred", Name("preferred")), ("sourceName", Name("sourceName")), ("reason", Text("reason")),
            ("email", $"{Name("email")}@home.example"), ("phone", "+1-212-555-0163"),
        })
        {
            await page.Locator($"#{field}").FillAsync(text);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Save referral" }).ClickAsync();
        await page.GetByText("Something is missing or wrong.").WaitForAsync();
        // A day that the service refuses: its words come back through the whole platform.
        await page.Locator("#born").FillAsync("2091-04-23");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save referral" }).ClickAsync();
        await Assertions.Expect(page.Locator("#born-error")).Not.ToBeEmptyAsync();
        await page.Locator("#born").FillAsync("1991-04-23");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save referral" }).ClickAsync();
        await page.ComesToAsync("/referrals?referral=");
        await page.GetByText(Last("reason")).First.WaitForAsync();
    }

    private async Task FilterAsync(IPage page, string family)
    {
        await page.Locator("[data-filter]").FillAsync(family[..6]);
        await page.Locator("tr[data-row]").First.WaitForAsync();
        await page.Locator("[data-filter]").FillAsync(Text("filter"));
        await page.GetByText("No referral fits the filter.").WaitForAsync();
    }

    /// <summary>By the palette and by the list, both of which ask by name.</summary>
    private static async Task OpenPatientAsync(IPage page, string family, List<string> outside)
    {
        await page.Keyboard.PressAsync("Control+k");
        await page.Locator(".palette__field").FillAsync(family);
        await page.GetByRole(AriaRole.Option).Filter(new() { HasText = family }).First.WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.ComesToAsync("/patients/");
        await page.ReadyAsync();
        await Assertions.Expect(page.Locator(".iop-identity")).ToContainTextAsync(family);
        outside.Add(await LookAsync(page));
        await page.GotoAsync(new Uri(new Uri(page.Url), "/patients").ToString());
        await page.ReadyAsync();
        await page.Locator("[data-filter]").FillAsync(family);
        await page.Locator("tr[data-row] a").Filter(new() { HasText = family }).First.ClickAsync();
        await page.ComesToAsync("/patients/");
        await page.ReadyAsync();
    }

    /// <summary>It is saved by itself, after every pause.</summary>
    private async Task WriteNoteAsync(List<string> outside)
    {
        var note = (await DraftedNotes.WriteAsync(platform))[^1];
        var page = await platform.OpenAsync(DraftedNotes.Author, "/notes");
        Watch(page, outside);
        await page.GotoAsync(new Uri(platform.Origin, $"/notes?note={note}").ToString());
        await page.ReadyAsync();
        await page.Locator("#note-text").FillAsync($"{await page.Locator("#note-text").InputValueAsync()}\n{Text("note")}");
        await Assertions.Expect(page.Locator(".pipeline__detail p[role=status]")).ToContainTextAsync("Saved ");
        outside.Add(await LookAsync(page));
        await page.Context.CloseAsync();
    }

    private static void Watch(IPage page, List<string> outside)
    {
        page.Request += (_, request) => outside.Add($"{request.Url} {string.Join(' ', request.Headers.Where(header => header.Key is "referer" or "cookie").Select(header => header.Value))}");
        page.Response += (_, response) => outside.Add(string.Join(' ', response.Headers.Select(header => $"{header.Key}: {header.Value}")));
        page.FrameNavigated += (_, frame) => outside.Add(frame.Url);
        page.Console += (_, message) => outside.Add(message.Text);
        page.PageError += (_, error) => outside.Add(error);
    }

    /// <summary>What stays of a page in the browser: its address, title, history and stores.</summary>
    private static Task<string> LookAsync(IPage page) => page.EvaluateAsync<string>(
        "() => [location.href, document.title, window.name, JSON.stringify(history.state), JSON.stringify(localStorage), JSON.stringify(sessionStorage)].join(' ')");

    /// <summary>Exporters send in batches: waits until what the pages asked for has been told.</summary>
    private async Task SpansOfAsync(string path) => await Eventually.BecomesTrueAsync(
        () => Task.FromResult(platform.Telemetry.Received.TryGetValue("traces", out var spans) && MarkerSearch.Texts(spans).Any(text => text.Contains(path, StringComparison.Ordinal))),
        $"spans of {path}");

    private string Name(string field) => markers.Next(MarkerKind.PatientName, field);

    private string Text(string field) => $"Said {markers.Next(MarkerKind.ClinicalText, field)} at home.";

    private string Last(string field) => markers.Planted.Last(marker => marker.Field == field).Word;
}
