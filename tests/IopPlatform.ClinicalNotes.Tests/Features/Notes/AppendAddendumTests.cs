using System.Net;
using IopPlatform.ClinicalNotes.Domain;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.Notes;

public sealed class AppendAddendumTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task Post_SignedNote_KeepsTheOriginal()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = await clinic.DraftNoteAsync(await clinic.AdmitAsync());
        var path = $"{Answers.Api}/notes/{id}";
        await clinic.AsTherapist().CreateAsync($"{path}/addenda", new { text = "Later." }).IsRuleAsync("note-not-signed");
        await clinic.AsTherapist().SignAsync($"notes/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        var before = await Clinic.GetAsync(clinic.AsTherapist(), path);
        await clinic.AsTherapist().CreateAsync($"{path}/addenda", new { text = "" }).IsFieldAsync("text");
        var addendum = await clinic.AsDirector().CreatedIdAsync($"{path}/addenda", new { text = "The patient called later." });
        var after = await Clinic.GetAsync(clinic.AsTherapist(), path);
        Assert.Equal(before.Text("text"), after.Text("text"));
        Assert.Equal(before.Text("contentHash"), after.Text("contentHash"));
        var added = Assert.Single(after.List("addenda"))!;
        Assert.Equal("The patient called later.", added.Text("text"));
        Assert.Equal(clinic.Director.StaffId, added.Id("authorId"));
        Assert.Equal(ContentHash.Of(addendum, "The patient called later."), added.Text("contentHash"));
        Assert.Equal(id, (await clinic.ReadAsync($"addenda/{addendum}")).Id("noteId"));
    }
}
