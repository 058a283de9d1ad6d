using IopPlatform.Journeys.Gateway;
using IopPlatform.Testing;
using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>The patient's pages, on a phone that runs no script at all.</summary>
public sealed class PortalTests(BrowserPlatform platform)
{
    private static readonly WindowOptions Phone = new(360, 740, Script: false);

    [Fact]
    public async Task Portal_WithoutScript_ShowsTheNextSessionAndHelp()
    {
        var page = await platform.OpenAsync(platform.PatientEmail, "/portal", Phone);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(platform.GivenName);
        await page.GetByRole(AriaRole.Heading, new() { Name = "Your next session" }).WaitForAsync();
        Assert.True(await page.Locator("a[href='tel:988']").CountAsync() > 0, "988 is not one touch away.");
        Assert.Equal(0, await page.Locator("script").CountAsync());
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("/portal")]
    [InlineData("/portal/weekly")]
    [InlineData("/portal/plan")]
    public async Task Portal_Opened_IsAccessibleAndAllowsNoScript(string path)
    {
        foreach (var window in new[] { new WindowOptions(360, 740), new WindowOptions(1280), new WindowOptions(2560, 1300), new WindowOptions(360, 740, Dark: true), new WindowOptions(360, 740, Language: "es-US") })
        {
            var page = await platform.OpenAsync(platform.PatientEmail, "/web/signed-out", window);
            var answer = await page.GotoAsync(new Uri(platform.Origin, path).ToString());
            var policy = (await answer!.AllHeadersAsync())["content-security-policy"];
            Assert.Equal(200, answer.Status);
            Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal(0, await page.Locator("script, [style]").CountAsync());
            await HelpIsThereAsync(page);
            await page.FitsAsync($"{path} at {window.Width} px");
            // The check-in is another page once it is done, which another test does.
            if (path != "/portal/weekly" && !window.Dark && window.Language == "en-US") await page.IsAsKeptAsync(path.TrimStart('/').Replace('/', '-'));
            await page.Context.CloseAsync();
            await CheckAxeAsync(path, window);
        }
    }

    /// <summary>The coordinator hands over a code, and the patient types it as people do.</summary>
    [Fact]
    public async Task Invitation_HandedOver_LetsThePatientJoin()
    {
        var desk = await platform.OpenAsync(BrowserPlatform.Intake, $"/patients/{platform.UninvitedPatientId}", new WindowOptions(1280) { BypassPolicy = true });
        await desk.GetByRole(AriaRole.Button, new() { Name = "Invite to the portal" }).ClickAsync();
        var code = await desk.Locator("#invite-code").TextContentAsync();
        await desk.HasNoAxeViolationAsync("a patient with an invitation");
        await desk.Context.CloseAsync();

        var patient = await platform.Api(BrowserPlatform.Intake).GetAsync($"/api/intake/patients/{platform.UninvitedPatientId}", TestContext.Current.CancellationToken);
        var home = await platform.OpenAsync(Phone with { Script = true, BypassPolicy = true });
        await home.GotoAsync(new Uri(platform.Origin, "/sign-in/join").ToString());
        await home.HasNoAxeViolationAsync("/sign-in/join");
        await home.FitsAsync("/sign-in/join");
        await home.GetByLabel("Code from your program").FillAsync(code!.ToLowerInvariant());
        await home.GetByLabel("Your birth date").FillAsync(patient.Text("birthDate"));
        // Identity comes to know the invitation a moment after Intake has given it.
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await home.GetByLabel("Choose a password").FillAsync("a warm kitchen in winter 4");
                await home.GetByRole(AriaRole.Button, new() { Name = "Join" }).ClickAsync();
                return await home.GetByRole(AriaRole.Heading, new() { Name = "You are signed in" }).CountAsync() > 0;
            },
            "the code to be accepted");
        await home.GetByRole(AriaRole.Link, new() { Name = "Open your workspace or portal" }).ClickAsync();
        await home.GetByRole(AriaRole.Heading, new() { Name = "Your next session" }).WaitForAsync();
        await home.Context.CloseAsync();
    }

    [Fact]
    public async Task Workspace_OpenedByAPatient_LeadsToThePortal()
    {
        var page = await platform.OpenAsync(platform.PatientEmail, "/today", Phone);
        Assert.Equal("/portal", new Uri(page.Url).AbsolutePath);
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("/portal")]
    [InlineData("/portal/weekly")]
    [InlineData("/portal/plan")]
    public async Task Portal_OpenedByStaff_IsRefused(string path)
    {
        var page = await platform.OpenAsync(BrowserPlatform.Therapist, "/web/signed-out", Phone);
        var answer = await page.GotoAsync(new Uri(platform.Origin, path).ToString());
        Assert.Equal(403, answer!.Status);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task CheckIn_ForSomebodyElsesSession_IsRefusedInWords()
    {
        var page = await platform.OpenAsync(platform.PatientEmail, "/portal", new WindowOptions(360, 740));
        await page.EvaluateAsync(
            """
            () => { const form = document.querySelector('form[action="/portal/check-in"]'); if (form) form.querySelector('[name=session]').value = crypto.randomUUID(); }
            """);
        if (await page.Locator("form[action='/portal/check-in'] button").CountAsync() == 0)
        {
            Assert.Equal(1, await page.GetByText("You are checked in").CountAsync());
            return;
        }

        await page.Locator("form[action='/portal/check-in'] button").ClickAsync();
        await page.GetByText("The check-in did not work.").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Weekly_WithAnswersMissing_KeepsTheOthersAndThenThanks()
    {
        var page = await platform.OpenAsync(platform.PatientEmail, "/portal", Phone);
        await page.Locator("a[href='/portal/weekly']").ClickAsync();
        await ChooseAsync(page, "1", "3");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send my answers" }).ClickAsync();
        await page.GetByText("8 questions are still open.").WaitForAsync();
        await Assertions.Expect(page.Locator("input[name=answer-1][value='3']")).ToBeCheckedAsync();
        await page.FitsAsync("/portal/weekly with questions open");
        foreach (var number in new[] { "2", "3", "4", "5", "6", "7", "8" }) await ChooseAsync(page, number, "1");
        await ChooseAsync(page, "9", "0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send my answers" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Thank you. Your answers are saved." }).WaitForAsync();
        Assert.Equal(0, await page.Locator(".portal-now").CountAsync());
        await page.GotoAsync(new Uri(platform.Origin, "/portal").ToString());
        await page.GetByText("Done this week").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("1", "Thank you for telling us.")]
    [InlineData("skip", "Thank you. Your answers are saved.")]
    public async Task Weekly_WithASignOfDanger_LeadsToPeople(string answer, string heading)
    {
        var page = await platform.OpenAsync(platform.PatientEmail, "/portal/weekly", Phone);
        foreach (var number in new[] { "1", "2", "3", "4", "5", "6", "7", "8" }) await ChooseAsync(page, number, "0");
        await ChooseAsync(page, "9", answer);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send my answers" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = heading }).WaitForAsync();
        await Assertions.Expect(page.Locator(".portal-now a[href='tel:988']")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".portal-now a[href='tel:911']")).ToBeVisibleAsync();
        await page.FitsAsync("the thanks after a sign of danger");
        var path = new Uri(page.Url).AbsolutePath;
        await page.Context.CloseAsync();
        foreach (var window in new[] { new WindowOptions(360, 740), new WindowOptions(360, 740, Dark: true, Language: "es-US") }) await CheckAxeAsync(path, window);
    }

    [Fact]
    public async Task Weekly_WithAForgedAnswer_SaysSoAtTheQuestion()
    {
        var page = await platform.OpenAsync(platform.PatientEmail, "/portal/weekly", new WindowOptions(360, 740));
        foreach (var number in new[] { "1", "2", "3", "4", "5", "6", "7", "8", "9" }) await ChooseAsync(page, number, "0");
        await page.EvaluateAsync("() => { document.querySelector('[name=answer-6]:checked').value = '99'; document.querySelector('[name=answer-2]:checked').value = '<b>'; }");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send my answers" }).ClickAsync();
        await page.Locator("#question-6").GetByText("Choose a number from 0 to 7.").WaitForAsync();
        await page.Locator("#question-2").GetByText("Choose one of the answers.").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Thanks_ForAnAnswerThatIsNotOnesOwn_ShowsNothing()
    {
        var page = await platform.OpenAsync(platform.PatientEmail, "/web/signed-out", Phone);
        var answer = await page.GotoAsync(new Uri(platform.Origin, $"/portal/weekly/{Guid.CreateVersion7()}").ToString());
        Assert.Equal(404, answer!.Status);
        await page.GetByText("There is nothing here that you can see.").WaitForAsync();
        await HelpIsThereAsync(page);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Plan_ThatIsSigned_ShowsGoalsHoursAndTheNextReview()
    {
        var plan = await platform.Api(BrowserPlatform.Therapist).GetAsync($"/api/clinical-notes/episodes/{platform.EpisodeId}/plan", CancellationToken.None);
        var page = await platform.OpenAsync(platform.PatientEmail, "/portal", Phone);
        await page.Locator("a[href='/portal/plan']").ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "This is what you work toward." }).WaitForAsync();
        var goal = plan["goals"]![0]!;
        await page.GetByText(goal["title"]!.GetValue<string>()).First.WaitForAsync();
        await page.GetByText(goal["objectives"]![0]!["title"]!.GetValue<string>()).First.WaitForAsync();
        await page.GetByText("hours a week. You have").First.WaitForAsync();
        await page.GetByText("together with you.").WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Portal_InSpanish_AsksItsOwnQuestionsInSpanish()
    {
        var page = await platform.OpenAsync(platform.PatientEmail, "/portal/weekly", Phone with { Language = "es-US" });
        Assert.Equal("es", await page.Locator("html").GetAttributeAsync("lang"));
        await page.GetByRole(AriaRole.Heading, new() { Name = "¿Cómo fueron los últimos 7 días?" }).WaitForAsync();
        await page.GetByText("¿Qué tan bajo estuvo su ánimo?").WaitForAsync();
        Assert.Equal(0, await page.Locator(".portal-question [lang=en]").CountAsync());
        await page.Context.CloseAsync();
    }

    private static Task ChooseAsync(IPage page, string number, string value) =>
        page.Locator($"input[name=answer-{number}][value='{value}']").CheckAsync(new() { Force = true });

    private static async Task HelpIsThereAsync(IPage page)
    {
        Assert.True(await page.Locator(".iop-crisis a[href='tel:988']").CountAsync() == 1, "988 is not one touch away.");
        Assert.True(await page.Locator(".iop-crisis a[href='tel:911']").CountAsync() == 1, "911 is not named.");
    }

    /// <summary>axe is a script, which the portal's policy refuses; it looks at the same page with the policy set aside.</summary>
    private async Task CheckAxeAsync(string path, WindowOptions window)
    {
        var page = await platform.OpenAsync(platform.PatientEmail, path, window with { BypassPolicy = true });
        await page.HasNoAxeViolationAsync($"{path} at {window.Width} px, {window.Language}");
        await page.Context.CloseAsync();
    }
}
