using Bunit;
using IopPlatform.Web.Features.Groups;
using IopPlatform.Web.Gateway;
using IopPlatform.Web.Tests.Server;

namespace IopPlatform.Web.Tests.Features.Groups;

public sealed class GroupNotesTests(SessionStore store) : SignedInContext(store)
{
    private const string Notes = "/api/clinical-notes/notes";
    private const string GroupNotes = "/api/clinical-notes/group-notes";
    private readonly Guid session = Guid.CreateVersion7();
    private readonly Guid episode = Guid.CreateVersion7();
    private readonly Guid groupNote = Guid.CreateVersion7();
    private bool isDrafted;

    /// <summary>The second press finds the first already drafted and its answer being read.</summary>
    [Fact]
    public async Task Draft_PressedTwice_IsSentOnceAndSaysWhatWasDrafted()
    {
        var page = Open();
        var button = page.Find(".group-note [data-main]");
        var read = Gateway.Hold($"GET {Notes}");
        var first = button.ClickAsync(new());
        await Gateway.UntilAskedAsync($"GET {Notes}", 2);
        var second = button.ClickAsync(new());
        read.SetResult();
        await Task.WhenAll(first, second);
        Assert.Single(Gateway.Of($"POST {GroupNotes}"));
        Assert.Equal("One note is drafted. Read it and sign it.", page.WaitForElement("#notes-said").TextContent);
        Assert.Empty(page.FindAll("#errors"));
    }

    private IRenderedComponent<GroupNotes> Open()
    {
        Gateway.Answers($"GET {Notes}", () => new Page<NoteRow>(isDrafted ? [Note()] : [], Next: null));
        Gateway.Answers($"GET {GroupNotes}/{groupNote}", () => new GroupNoteDetails(groupNote, new SharedPart("Asking for help", "Skills training", ["Teaching"]), TherapistId, []));
        Gateway.Answers($"POST {GroupNotes}", () => { isDrafted = true; return new Created(groupNote); });
        var starts = Time.GetUtcNow().AddHours(-2);
        var details = new SessionDetails(
            session, Guid.CreateVersion7(), "America/New_York", "Evening skills", "skills", TherapistId, "Therapist", "Room 1", starts, starts.AddHours(1), 60, Canceled: false,
            [new RosterRow(episode, Guid.CreateVersion7(), "Rivera, Ana", "attended", starts, starts.AddHours(1), 60)]);
        var draft = new GroupNoteDraft { SessionId = session, Topic = "Asking for help", Modality = "Skills training", Interventions = "Teaching" };
        draft.People[episode] = new PersonDraft { Participation = "active", Affect = "Calm", Risk = PersonDraft.NoConcern, Response = "Named two people to call." };
        var page = Render<GroupNotes>(parameters => parameters.Add(notes => notes.Session, details).Add(notes => notes.Draft, draft));
        page.WaitForElement(".group-note [data-main]");
        return page;
    }

    private NoteRow Note() => new(
        Guid.CreateVersion7(), episode, Guid.CreateVersion7(), "Rivera, Ana", Guid.CreateVersion7(), session, groupNote, "group", "draft", TherapistId, "Therapist",
        Time.GetUtcNow(), Time.GetUtcNow().AddDays(1), LateEntry: false, Version: 1);
}
