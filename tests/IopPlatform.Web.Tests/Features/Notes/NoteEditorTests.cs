using System.Text.Json;
using Bunit;
using IopPlatform.Web.Features.Notes;
using IopPlatform.Web.Gateway;
using IopPlatform.Web.Tests.Server;

namespace IopPlatform.Web.Tests.Features.Notes;

/// <summary>Saves of one's own never get in each other's way, however slow the way to the service is.</summary>
public sealed class NoteEditorTests(SessionStore store) : SignedInContext(store)
{
    private static readonly TimeSpan UntilSaved = TimeSpan.FromSeconds(2);
    private readonly Guid id = Guid.CreateVersion7();
    private int version = 1;
    private string text = "As drafted.";
    private bool isSigned;

    private string Note => $"/api/clinical-notes/notes/{id}";

    [Fact]
    public async Task Sign_WhileWhatWasTypedIsBeingSaved_NamesTheVersionThatTheSaveLeaves()
    {
        var editor = Open();
        await TypeAsync(editor, "As typed.");
        var saved = Gateway.Hold($"PUT {Note}");
        Time.Advance(UntilSaved);
        await Gateway.UntilAskedAsync($"PUT {Note}", 1);
        var signing = editor.Find("[data-main]").ClickAsync(new());
        saved.SetResult();
        await signing;
        Assert.Equal(["\"1\""], Gateway.Of($"PUT {Note}").Select(put => put.Version));
        Assert.Equal(["\"2\""], Gateway.Of($"POST {Note}/sign").Select(sign => sign.Version));
        Assert.Equal("As typed.", editor.Find(".iop-prose").TextContent);
    }

    [Fact]
    public async Task Typing_WhileAnEarlierTextIsBeingSaved_IsSavedAfterIt()
    {
        var editor = Open();
        await TypeAsync(editor, "One.");
        var saved = Gateway.Hold($"PUT {Note}");
        Time.Advance(UntilSaved);
        await Gateway.UntilAskedAsync($"PUT {Note}", 1);
        await TypeAsync(editor, "One. Two.");
        Time.Advance(UntilSaved);
        saved.SetResult();
        await Gateway.UntilAskedAsync($"PUT {Note}", 2);
        editor.WaitForAssertion(() => Assert.StartsWith("Saved ", editor.Find("[role=status]").TextContent));
        Assert.Equal(["\"1\"", "\"2\""], Gateway.Of($"PUT {Note}").Select(put => put.Version));
        Assert.Equal("One. Two.", editor.Find("textarea").GetAttribute("value"));
    }

    [Fact]
    public async Task Sign_PressedTwice_SignsOnce()
    {
        var editor = Open();
        var signed = Gateway.Hold($"POST {Note}/sign");
        var button = editor.Find("[data-main]");
        var presses = new[] { button.ClickAsync(new()), button.ClickAsync(new()) };
        signed.SetResult();
        await Task.WhenAll(presses);
        Assert.Single(Gateway.Of($"POST {Note}/sign"));
    }

    private IRenderedComponent<NoteEditor> Open()
    {
        Gateway.Answers($"GET {Note}", Details, () => version);
        Gateway.Answers($"PUT {Note}", Keep);
        Gateway.Answers($"POST {Note}/sign", () => { isSigned = true; return new NoteChange(id, "signed", ++version); });
        var editor = Render<NoteEditor>(page => page.Add(note => note.Id, id).Add(note => note.Name, "Rivera, Ana").Add(note => note.Zone, "America/New_York"));
        editor.WaitForElement("textarea");
        return editor;
    }

    /// <summary>The handler goes on until the text is saved, so nobody waits for its end.</summary>
    private static async Task TypeAsync(IRenderedComponent<NoteEditor> editor, string text)
    {
        _ = editor.Find("textarea").InputAsync(new() { Value = text });
        await editor.WaitForStateAsync(() => editor.Find("[role=status]").TextContent == "Saving…");
    }

    private object? Keep()
    {
        version++;
        text = JsonDocument.Parse(Gateway.Of($"PUT {Note}")[^1].Body).RootElement.GetProperty("text").GetString()!;
        return null;
    }

    private NoteDetails Details() => new(
        id, Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), isSigned ? "signed" : "draft", text, TherapistId, Time.GetUtcNow(),
        AttendedMinutes: 60, ObjectiveId: null, SignedAt: isSigned ? Time.GetUtcNow() : null, CosignedAt: null, Warnings: [], version);
}
