using System.Net;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.Notes;

public sealed class EditNoteTests(ClinicalNotesFixture fixture)
{
    [Fact]
    public async Task Put_ByTheAuthor_ReplacesTheText()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = await clinic.DraftNoteAsync(await clinic.AdmitAsync());
        using var edited = await PutAsync(clinic.AsTherapist(), id, "Rewritten.", 1);
        Assert.Equal(HttpStatusCode.NoContent, edited.StatusCode);
        Assert.Equal("\"2\"", edited.Headers.ETag!.Tag);
        var note = await clinic.ReadAsync($"notes/{id}");
        Assert.Equal("Rewritten.", note.Text("text"));
        await PutAsync(clinic.AsTherapist(), id, "Again.", 1).IsAsync(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Put_ByAnotherOrSigned_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var id = await clinic.DraftNoteAsync(await clinic.AdmitAsync());
        await PutAsync(clinic.AsDirector(), id, "Changed.", 1).IsRuleAsync("not-the-author");
        await PutAsync(clinic.AsTherapist(), id, "", 1).IsFieldAsync("text");
        await clinic.AsTherapist().SignAsync($"notes/{id}/sign", 1).IsAsync(HttpStatusCode.OK);
        await PutAsync(clinic.AsTherapist(), id, "Changed.", 2).IsRuleAsync("note-signed");
    }

    [Fact]
    public async Task Put_NameOfAnotherParticipant_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (ana, ben) = (await clinic.AdmitAsync(), await clinic.AdmitAsync("Ben", "Adams"));
        var session = Guid.CreateVersion7();
        await clinic.AttendAsync(session, ana);
        await clinic.AttendAsync(session, ben);
        var id = await clinic.AsTherapist().CreatedIdAsync(
            $"{Answers.Api}/group-notes", Requests.GroupNote(session, Requests.Entry(ana)));
        var noteId = (await clinic.ReadAsync($"group-notes/{id}"))["notes"]![0]!.Id("noteId");
        await PutAsync(clinic.AsTherapist(), noteId, "Sat beside Ben.", 1).IsRuleAsync("names-another-patient");
    }

    [Fact]
    public async Task Get_AttendanceCorrectedSince_IsWarnedAbout()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var ana = await clinic.AdmitAsync();
        var (session, attendance) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await fixture.DeliverAsync(clinic.Attendance(session, ana, attendanceId: attendance));
        var id = await clinic.AsTherapist().CreatedIdAsync(
            $"{Answers.Api}/group-notes", Requests.GroupNote(session, Requests.Entry(ana)));
        var noteId = (await clinic.ReadAsync($"group-notes/{id}"))["notes"]![0]!.Id("noteId");
        Assert.Empty((await clinic.ReadAsync($"notes/{noteId}")).List("warnings"));
        await fixture.DeliverAsync(clinic.Attendance(session, ana, "partial", 60, attendanceId: attendance, version: 2));
        await fixture.DeliverAsync(clinic.Attendance(session, ana, attendanceId: attendance));
        var warning = Assert.Single((await clinic.ReadAsync($"notes/{noteId}")).List("warnings"));
        Assert.Equal("attendance-changed", warning.Text("code"));
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, Guid id, string text, long version) =>
        client.SendIfMatchAsync(HttpMethod.Put, $"{Answers.Api}/notes/{id}", new { text }, $"\"{version}\"");
}
