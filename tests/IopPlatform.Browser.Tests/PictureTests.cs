using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>A picture of each page for people to look at. They are taken by <c>./iop pictures</c> alone; what is compared is the layout.</summary>
[Collection(AloneCollection.Name)]
public sealed class PictureTests(BrowserPlatform platform)
{
    public static TheoryData<string, string, string> All => KnownPages.Rows(
    [
        .. KnownPages.Staff.Where(page => page.Name is not ("design" or "today-administrator")),
        ("no-permission", BrowserPlatform.Intake, "/notes"),
        ("portal", "", "/portal"),
        ("portal-weekly", "", "/portal/weekly"),
        ("portal-weekly-open", "", "/portal/weekly"),
        ("portal-thanks", "", "/portal/weekly"),
        ("portal-help", "", "/portal/weekly"),
        ("portal-plan", "", "/portal/plan"),
    ]);

    [Theory(Explicit = true)]
    [MemberData(nameof(All))]
    public async Task Page_Each_IsPictured(string name, string email, string path)
    {
        var folder = Environment.GetEnvironmentVariable("IOP_PICTURES");
        Assert.True(folder is not null, "IOP_PICTURES must name the folder for the pictures; ./iop pictures does.");
        foreach (var window in new[] { new WindowOptions(), new WindowOptions(Dark: true), new WindowOptions(360, 740), new WindowOptions(360, 740, Dark: true) })
        {
            var page = await platform.OpenAsync(email.Length > 0 ? email : platform.PatientEmail, platform.Fill(path), window);
            await page.ReadyAsync();
            await PrepareAsync(page, name);
            var file = $"{name}-{(window.Width > 600 ? "desktop" : "phone")}-{(window.Dark ? "dark" : "light")}.png";
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder!, file), FullPage = window.Width < 600, Caret = ScreenshotCaret.Hide });
            Assert.True(new FileInfo(Path.Combine(folder!, file)).Length > 10_000, $"{file} is empty.");
            await page.Context.CloseAsync();
        }
    }

    /// <summary>Some pages are at their most when somebody is in the middle of them.</summary>
    private static async Task PrepareAsync(IPage page, string name)
    {
        switch (name)
        {
            case "group-note":
                await page.Locator("#topic").FillAsync("Riding out a strong feeling");
                await page.Locator(".note-person input").First.FocusAsync();
                foreach (var key in new[] { "1", "3", "1", "3", "Alt+ArrowDown", "2", "1", "1", "3" }) await page.Keyboard.PressAsync(key);
                await page.Locator(".note-person").First.GetByText("Same words as").WaitForAsync();
                await page.EvaluateAsync(
                    "() => scrollTo(0, innerWidth < 600 ? 0 : scrollY + document.querySelector('.note-people').getBoundingClientRect().top - 110)");
                break;
            case "portal-weekly-open":
                await ChooseAsync(page, "1", "3");
                await page.GetByRole(AriaRole.Button, new() { Name = "Send my answers" }).ClickAsync();
                break;
            case "portal-thanks" or "portal-help":
                foreach (var number in new[] { "1", "2", "3", "4", "5", "6", "7", "8" }) await ChooseAsync(page, number, "1");
                await ChooseAsync(page, "9", name == "portal-help" ? "1" : "0");
                await page.GetByRole(AriaRole.Button, new() { Name = "Send my answers" }).ClickAsync();
                break;
        }
    }

    private static Task ChooseAsync(IPage page, string number, string value) =>
        page.Locator($"input[name=answer-{number}][value='{value}']").CheckAsync(new() { Force = true });
}
