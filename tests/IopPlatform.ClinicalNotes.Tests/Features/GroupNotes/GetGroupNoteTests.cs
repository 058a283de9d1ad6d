using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.GroupNotes;

public sealed class GetGroupNoteTests(ClinicalNotesFixture fixture)
{
    private const string Path = $"{Answers.Api}/group-notes";

    [Fact]
    public async Task Get_ClonedAndNamedParts_AreWarnedAbout()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (ana, ben) = (await clinic.AdmitAsync(), await clinic.AdmitAsync("Ben", "Adams"));
        var cy = await clinic.AdmitAsync("Cy", "Ng");
        var session = Guid.CreateVersion7();
        foreach (var episode in new[] { ana, ben, cy }) await clinic.AttendAsync(session, episode);
        var id = await clinic.AsTherapist().CreatedIdAsync(Path, Requests.GroupNote(
            session,
            Requests.Entry(ana, "Named two triggers and practiced refusing"),
            Requests.Entry(ben, "Named three triggers and practiced refusing"),
            Requests.Entry(cy, "Argued with Ana about curfews, left and came back after ten minutes", affect: "irritable")));

        var groupNote = await Clinic.GetAsync(clinic.AsDirector(), $"{Path}/{id}");
        var noteOf = groupNote.List("notes").ToDictionary(
            note => note.Id("episodeId"), note => note.Id("noteId"));
        var warnings = groupNote.List("warnings")
            .Select(warning => (warning.Id("noteId"), warning.Text("code")))
            .ToHashSet();
        Assert.Equal(
            [
                (noteOf[ana.Id], "similar-to-sibling"),
                (noteOf[ben.Id], "similar-to-sibling"),
                (noteOf[cy.Id], "names-removed"),
            ],
            warnings);
        Assert.Equal("Coping with urges, zebra", groupNote["shared"]!.Text("topic"));
        var readers = await fixture.SqlAsync<Guid>(
            "select patient_id from chart_reads where organization_id = $1 and view = 'group-note'", clinic.Organization);
        Assert.Equal(3, readers.Count);
    }

    [Fact]
    public async Task Get_AfterTheCloneIsRewritten_NoWarning()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (ana, ben) = (await clinic.AdmitAsync(), await clinic.AdmitAsync("Ben", "Adams"));
        var session = Guid.CreateVersion7();
        await clinic.AttendAsync(session, ana);
        await clinic.AttendAsync(session, ben);
        var id = await clinic.AsTherapist().CreatedIdAsync(
            Path, Requests.GroupNote(session, Requests.Entry(ana), Requests.Entry(ben)));
        var before = await Clinic.GetAsync(clinic.AsTherapist(), $"{Path}/{id}");
        Assert.Equal(2, before.List("warnings").Count);
        var noteId = before["notes"]![0]!.Id("noteId");
        var text = (await clinic.ReadAsync($"notes/{noteId}")).Text("text");
        var paragraphs = text.Split("\n\n");
        paragraphs[2] = "Sat at the edge of the circle, spoke once about sleeping badly, and stayed to ask for a handout.";
        var edit = new { text = string.Join("\n\n", paragraphs) };
        await clinic.AsTherapist()
            .SendIfMatchAsync(HttpMethod.Put, $"{Answers.Api}/notes/{noteId}", edit, "\"1\"")
            .IsAsync(System.Net.HttpStatusCode.NoContent);
        Assert.Empty((await Clinic.GetAsync(clinic.AsTherapist(), $"{Path}/{id}")).List("warnings"));
    }
}
