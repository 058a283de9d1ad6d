using IopPlatform.Journeys.Gateway;
using IopPlatform.Testing;
using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>The group note where the group was held: by keyboard, with a colleague at the same time, and when things go wrong.</summary>
[Collection(AloneCollection.Name)]
public sealed class GroupNoteTests(BrowserPlatform platform)
{
    [Fact]
    public async Task GroupNote_ByKeyboard_IsDraftedWarnedOfAndSigned()
    {
        var people = platform.Episodes.Take(3).ToList();
        Assert.Equal(3, people.Count);
        var page = await OpenAsync(BrowserPlatform.Therapist, await platform.HoldGroupAsync(1, people));
        await page.GetByText("No note can be written yet.").WaitForAsync();
        await page.Keyboard.PressAsync("a");
        await Assertions.Expect(page.Locator(".note-person")).ToHaveCountAsync(3);
        await page.Locator(".roster__row").Nth(2).GetByRole(AriaRole.Button, new() { Name = "Absent" }).ClickAsync();
        await Assertions.Expect(page.Locator(".note-person")).ToHaveCountAsync(2);
        await page.GetByText("Absent, so without a note:").WaitForAsync();
        Assert.Equal("Skills training", await page.Locator("#modality").InputValueAsync());

        await page.Locator("#topic").FillAsync("Riding out a strong feeling");
        await page.Locator(".group-note__interventions .phrases button").First.FocusAsync();
        await page.Keyboard.PressAsync("4");
        await Assertions.Expect(page.Locator("#interventions")).ToHaveValueAsync("Skills practice");
        await page.Locator(".note-person input").First.FocusAsync();
        // Took part, affect, safety: a digit each. Then a phrase, and on to the next person.
        foreach (var key in new[] { "1", "3", "1", "3", "Alt+ArrowDown", "1", "3", "1", "3" }) await page.Keyboard.PressAsync(key);
        await Assertions.Expect(page.Locator(".note-person textarea").Nth(1)).ToHaveValueAsync("Practiced the skill.");
        await page.Locator(".note-person").First.GetByText("Same words as").WaitForAsync();
        await page.HasNoAxeViolationAsync("the group note");
        await DraftAsync(page);

        // The service says again what the page said before: the two are nearly the same.
        await page.GetByText("Nearly the same words as the note of").First.WaitForAsync();
        await Assertions.Expect(page.Locator(".written__note")).ToHaveCountAsync(2);
        await page.HasNoAxeViolationAsync("the written notes");
        await page.Locator(".written__note textarea").WaitForAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator(".written__head").GetByText("Signed", new() { Exact = true })).ToHaveCountAsync(1);
        await page.Locator(".written__note textarea").WaitForAsync();
        await page.Locator(".written__note [data-main]").ClickAsync();
        await Assertions.Expect(page.Locator(".written__head").GetByText("Signed", new() { Exact = true })).ToHaveCountAsync(2);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task GroupNote_WithNothingOrHalf_SaysWhatIsMissingAndKeepsTheRest()
    {
        var session = await platform.HoldGroupAsync(2, [platform.EpisodeId]);
        await platform.RecordAsync(session, [platform.EpisodeId], "attended");
        var page = await OpenAsync(BrowserPlatform.Therapist, session);
        await page.Locator(".note-person").WaitForAsync();
        await page.Locator(".group-note [data-main]").ClickAsync();
        await page.GetByText("Say what the session was about.").First.WaitForAsync();
        await page.GetByText("Write about at least one person.").WaitForAsync();
        await page.Locator(".note-person textarea").FillAsync("Spoke of the first night without waking.");
        await page.Locator(".group-note [data-main]").ClickAsync();
        await page.Locator(".note-person").GetByText("choose the part taken.").WaitForAsync();
        await page.Locator(".note-person").GetByText("say whether there was a safety concern.").WaitForAsync();
        await Assertions.Expect(page.Locator(".note-person textarea")).ToHaveValueAsync("Spoke of the first night without waking.");
        await page.HasNoAxeViolationAsync("the group note with mistakes");
        await page.FitsAsync("the group note with mistakes");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task GroupNote_ThatAColleagueWasFasterWith_ShowsBothTexts()
    {
        var session = await platform.HoldGroupAsync(3, [platform.EpisodeId]);
        await platform.RecordAsync(session, [platform.EpisodeId], "attended");
        var page = await OpenAsync(BrowserPlatform.Colleague, session);
        await FillAsync(page, "Asked for a smaller step.");
        await DraftByApiAsync(session);
        await page.Locator(".group-note [data-main]").ClickAsync();
        await page.GetByText("Kept here, and not drafted").WaitForAsync();
        await page.Locator(".group-notes__kept").GetByText("Asked for a smaller step.").WaitForAsync();
        await Assertions.Expect(page.Locator(".written__note")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".note-person")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Let go of the words for" }).ClickAsync();
        await Assertions.Expect(page.Locator(".group-notes__kept")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
        await SignByApiAsync(session);
    }

    [Fact]
    public async Task GroupNote_WhenTheSessionEnds_KeepsWhatWasTyped()
    {
        var session = await platform.HoldGroupAsync(4, [platform.EpisodeId]);
        await platform.RecordAsync(session, [platform.EpisodeId], "attended");
        var page = await OpenAsync(BrowserPlatform.Therapist, session);
        await FillAsync(page, "Named two people to call.");
        await platform.EndSessionsAsync();
        await page.Locator(".group-note [data-main]").ClickAsync();
        await page.Locator(".session-bar").WaitForAsync();
        var window = await page.Context.RunAndWaitForPageAsync(() => page.Locator(".session-bar a").ClickAsync());
        await window.WaitForLoadStateAsync();
        if (window.Url.Contains("/sign-in", StringComparison.Ordinal)) await platform.SignInAsync(window, BrowserPlatform.Therapist);
        await window.GetByRole(AriaRole.Heading, new() { Name = "You are signed in" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have signed in, go on" }).ClickAsync();
        await Assertions.Expect(page.Locator(".session-bar")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".note-person textarea")).ToHaveValueAsync("Named two people to call.");
        await DraftAsync(page);
        await page.Locator(".written__note [data-main]").ClickAsync();
        await page.Locator(".written__head").GetByText("Signed", new() { Exact = true }).WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task GroupNote_LeftForAnotherPage_IsThereWhenOneComesBack()
    {
        var page = await OpenAsync(BrowserPlatform.Therapist, platform.HeldSessionId);
        await page.Locator(".note-person textarea").First.FillAsync("Was late and stayed to the end.");
        await Assertions.Expect(page.Locator(".note-person").First.GetByText("Begun")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Patients" }).ClickAsync();
        await page.ComesToAsync("/patients");
        await page.GoBackAsync();
        await Assertions.Expect(page.Locator(".note-person textarea").First).ToHaveValueAsync("Was late and stayed to the end.");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task GroupNote_OfSomebodyWhoDoesNotWriteIt_HasNoForm()
    {
        var director = await OpenAsync(BrowserPlatform.Director, platform.HeldSessionId);
        await director.GetByText("No note is written yet.").WaitForAsync();
        await Assertions.Expect(director.Locator(".group-note")).ToHaveCountAsync(0);
        await director.Context.CloseAsync();
        var manager = await OpenAsync(BrowserPlatform.Manager, platform.HeldSessionId);
        await Assertions.Expect(manager.Locator(".group-notes")).ToHaveCountAsync(0);
        await manager.Context.CloseAsync();
    }

    [Fact]
    public async Task GroupNote_InSpanish_HasItsWords()
    {
        var page = await platform.OpenAsync(BrowserPlatform.Therapist, $"/groups/{platform.HeldSessionId}", new WindowOptions(360, 740, Language: "es-US"));
        await page.ReadyAsync();
        await page.GetByText("Para cada persona que estuvo aquí").WaitForAsync();
        await page.HasNoAxeViolationAsync("the group note in Spanish");
        await page.FitsAsync("the group note in Spanish");
        await page.Context.CloseAsync();
    }

    private async Task<IPage> OpenAsync(string email, Guid session)
    {
        var page = await platform.OpenAsync(email, $"/groups/{session}");
        await page.ReadyAsync();
        return page;
    }

    /// <summary>One person's note, whole.</summary>
    private static async Task FillAsync(IPage page, string response)
    {
        await page.Locator("#topic").FillAsync("Asking for help");
        await page.Locator("#interventions").FillAsync("Open sharing");
        await page.Locator(".note-person input").First.FocusAsync();
        foreach (var key in new[] { "2", "2", "1" }) await page.Keyboard.PressAsync(key);
        await page.Locator(".note-person textarea").FillAsync(response);
        await page.Locator(".note-person").GetByText("Ready").WaitForAsync();
    }

    /// <summary>The attendance reaches the chart a moment after it was recorded; the page says so and keeps everything until then.</summary>
    private static Task DraftAsync(IPage page) => Eventually.BecomesTrueAsync(
        async () =>
        {
            var button = page.Locator(".group-note [data-main]:not([disabled])");
            if (await button.CountAsync() > 0) await page.Keyboard.PressAsync("Control+Enter");
            return await page.Locator("#notes-said").CountAsync() > 0;
        },
        "the notes to be drafted");

    private async Task DraftByApiAsync(Guid session)
    {
        var body = new
        {
            sessionId = session,
            shared = new { topic = "Asking for help", modality = "Skills training", interventions = new[] { "Teaching" } },
            entries = new[] { new { episodeId = platform.EpisodeId, participation = "active", affect = "Calm", response = "Helped a newer member.", riskObserved = false } },
        };
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                try
                {
                    await platform.Api(BrowserPlatform.Therapist).CreateAsync("/api/clinical-notes/group-notes", body, CancellationToken.None);
                    return true;
                }
                catch (ApiProblemException)
                {
                    return false;
                }
            },
            "ClinicalNotes to know the attendance");
    }

    private async Task SignByApiAsync(Guid session)
    {
        var therapist = platform.Api(BrowserPlatform.Therapist);
        foreach (var note in await therapist.ListAsync($"/api/clinical-notes/notes?sessionId={session}", CancellationToken.None))
        {
            var (_, tag) = await therapist.GetForEditAsync($"/api/clinical-notes/notes/{note.Id("id")}", CancellationToken.None);
            await therapist.PostAsync($"/api/clinical-notes/notes/{note.Id("id")}/sign", null, CancellationToken.None, tag);
        }
    }
}
