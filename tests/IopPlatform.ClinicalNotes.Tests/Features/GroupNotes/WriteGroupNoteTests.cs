using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Testing;

namespace IopPlatform.ClinicalNotes.Tests.Features.GroupNotes;

public sealed class WriteGroupNoteTests(ClinicalNotesFixture fixture)
{
    private const string Path = $"{Answers.Api}/group-notes";

    [Fact]
    public async Task Post_TwoPatients_EachHasANoteWithoutTheOther()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (ana, ben) = (await clinic.AdmitAsync(), await clinic.AdmitAsync("Ben", "Adams"));
        var session = Guid.CreateVersion7();
        await clinic.AttendAsync(session, ana);
        await clinic.AttendAsync(session, ben, "partial", 95);
        var (_, objective) = await clinic.PlanAsync(ana);
        var id = await clinic.AsTherapist().CreatedIdAsync(Path, Requests.GroupNote(
            session,
            Requests.Entry(ana, "Comforted Ben after the exercise", objective),
            Requests.Entry(ben, "Wept, then told his story", quote: "I miss my brother so much")));

        var notes = await NotesAsync(clinic, id);
        Assert.Contains("170 clinical minutes", notes[ana.Id].Text("text"));
        Assert.Contains("Use two coping skills a day", notes[ana.Id].Text("text"));
        Assert.Contains("Comforted another group member", notes[ana.Id].Text("text"));
        Assert.DoesNotContain("Ben", notes[ana.Id].Text("text"));
        Assert.DoesNotContain("brother", notes[ana.Id].Text("text"));
        Assert.Contains("95 clinical minutes", notes[ben.Id].Text("text"));
        Assert.Contains("“I miss my brother so much”", notes[ben.Id].Text("text"));
        Assert.Contains("led by Dana Lee, LCSW, with 2 participants", notes[ben.Id].Text("text"));
        Assert.All(notes.Values, note => Assert.Equal("draft", note.Text("status")));
    }

    [Fact]
    public async Task Post_AbsentPatient_IsAFieldError()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (ana, ben) = (await clinic.AdmitAsync(), await clinic.AdmitAsync("Ben", "Adams"));
        var session = Guid.CreateVersion7();
        await clinic.AttendAsync(session, ana);
        await clinic.AttendAsync(session, ben, "absent", 0);
        await clinic.AsTherapist().CreateAsync(Path, Requests.GroupNote(session, Requests.Entry(ana), Requests.Entry(ben)))
            .IsFieldAsync("entries[1].episodeId");
        Assert.Empty(await fixture.SqlAsync<Guid>("select id from notes where session_id = $1", session));
    }

    [Fact]
    public async Task Post_UnfinishedOrUnknownAttendance_IsTooEarly()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (ana, ben) = (await clinic.AdmitAsync(), await clinic.AdmitAsync("Ben", "Adams"));
        var session = Guid.CreateVersion7();
        var (ofAna, ofBen) = (
            Requests.GroupNote(session, Requests.Entry(ana)), Requests.GroupNote(session, Requests.Entry(ben)));
        await clinic.AsTherapist().CreateAsync(Path, ofAna).IsAsync(HttpStatusCode.NotFound);
        await clinic.AttendAsync(session, ana, "checked-in", 0);
        await clinic.AsTherapist().CreateAsync(Path, ofAna).IsRuleAsync("attendance-not-recorded");
        await clinic.AsTherapist().CreateAsync(Path, ofBen).IsRuleAsync("attendance-not-recorded");
    }

    [Fact]
    public async Task Post_ScheduledSessionWithoutAttendance_IsTooEarly()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var ana = await clinic.AdmitAsync();
        var week = Schedules.KeepScheduleTests.Week(clinic, ana, Guid.CreateVersion7(), 1, Guid.CreateVersion7());
        await fixture.DeliverAsync(week);
        await clinic.AsTherapist().CreateAsync(Path, Requests.GroupNote(week.Sessions[0].SessionId, Requests.Entry(ana)))
            .IsRuleAsync("attendance-not-recorded");
    }

    [Fact]
    public async Task Post_ObjectiveOfAnother_IsAFieldError()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var (ana, ben) = (await clinic.AdmitAsync(), await clinic.AdmitAsync("Ben", "Adams"));
        var session = Guid.CreateVersion7();
        await clinic.AttendAsync(session, ana);
        var (_, objective) = await clinic.PlanAsync(ben);
        await clinic.AsTherapist().CreateAsync(Path, Requests.GroupNote(session, Requests.Entry(ana, objectiveId: objective)))
            .IsFieldAsync("entries[0].objectiveId");
    }

    [Fact]
    public async Task Post_RepeatedAndSecond_OneNotePerPatientAndSession()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var ana = await clinic.AdmitAsync();
        var session = Guid.CreateVersion7();
        await clinic.AttendAsync(session, ana);
        var request = Requests.GroupNote(session, Requests.Entry(ana));
        await clinic.AsTherapist().CreateAsync(Path, request, "key").IsAsync(HttpStatusCode.Created);
        await clinic.AsTherapist().CreateAsync(Path, request, "key").IsAsync(HttpStatusCode.Created);
        await clinic.AsTherapist().CreateAsync(Path, request).IsRuleAsync("note-exists");
        Assert.Single(await fixture.SqlAsync<Guid>("select id from notes where session_id = $1", session));
    }

    [Fact]
    public async Task Post_RiskObserved_OpensASafetyTask()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var ana = await clinic.AdmitAsync();
        var session = Guid.CreateVersion7();
        await clinic.AttendAsync(session, ana);
        await clinic.AsTherapist().CreatedIdAsync(Path, Requests.GroupNote(session, Requests.Entry(ana, riskObserved: true)));
        var opened = Assert.Single(await fixture.PublishedAsync<SafetyTaskOpened>(clinic.Organization));
        Assert.Equal(("indeterminate", ana.Id, ana.PatientId), (opened.Level, opened.EpisodeId, opened.PatientId));
    }

    [Fact]
    public async Task Post_WrongFields_NamesEach()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var ana = await clinic.AdmitAsync();
        var request = new
        {
            sessionId = Guid.Empty,
            shared = new { topic = "", modality = "CBT", interventions = Array.Empty<string>() },
            entries = new object?[]
            {
                new { episodeId = ana.Id, participation = "asleep", affect = "flat", response = "", riskObserved = false },
                new { episodeId = ana.Id, participation = "active", affect = "flat", response = "None", riskObserved = false },
                null,
            },
        };
        string[] fields =
        [
            "sessionId", "shared.topic", "shared.interventions", "entries", "entries[0].participation", "entries[0].response",
            "entries[2]",
        ];
        foreach (var field in fields)
        {
            await clinic.AsTherapist().CreateAsync(Path, request).IsFieldAsync(field);
        }

        await clinic.AsTherapist().CreateAsync(Path, new { sessionId = Guid.CreateVersion7() }).IsFieldAsync("shared");
        await clinic.AsDirector().CreateAsync(Path, request).IsAsync(HttpStatusCode.Forbidden);
    }

    private static async Task<Dictionary<Guid, JsonNode>> NotesAsync(Clinic clinic, Guid groupNoteId)
    {
        var groupNote = await Clinic.GetAsync(clinic.AsTherapist(), $"{Path}/{groupNoteId}");
        var notes = new Dictionary<Guid, JsonNode>();
        foreach (var member in groupNote.List("notes"))
        {
            notes[member.Id("episodeId")] =
                await clinic.ReadAsync($"notes/{member.Id("noteId")}");
        }

        return notes;
    }
}
