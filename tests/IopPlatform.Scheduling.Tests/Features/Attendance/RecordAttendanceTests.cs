using System.Net;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;

namespace IopPlatform.Scheduling.Tests.Features.Attendance;

public sealed class RecordAttendanceTests(SchedulingFixture fixture)
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 13, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Record_Roster_GivesEachTheirMinutes()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var people = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => clinic.AdmitAsync(program)));
        var session = await clinic.SessionAsync(Start, [.. people.Select(who => who.EpisodeId)], minutes: 180, clinicalMinutes: 165);
        var answer = await clinic.RecordAsync(
            session,
            new { episodeId = people[0].EpisodeId, status = "attended" },
            new { episodeId = people[1].EpisodeId, status = "partial", arrivedAt = Start.AddMinutes(90) },
            new { episodeId = people[2].EpisodeId, status = "absent" },
            new { episodeId = people[3].EpisodeId, status = "excused", reason = "Court date" }).OkAsync();
        var minutes = answer["entries"]!.AsArray().ToDictionary(
            entry => entry!["episodeId"]!.GetValue<Guid>(), entry => entry!["attendedMinutes"]!.GetValue<int>());
        Assert.Equal([165, 90, 0, 0], people.Select(who => minutes[who.EpisodeId]));
        var told = (await clinic.ToldAsync<AttendanceRecorded>()).ToDictionary(each => each.EpisodeId);
        Assert.Equal(["attended", "partial", "absent", "excused"], people.Select(who => told[who.EpisodeId].Status));
        Assert.Equal([165, 90, 0, 0], people.Select(who => told[who.EpisodeId].AttendedMinutes));
        Assert.All(told.Values, each => Assert.Equal(
            (1, Start, Start.AddMinutes(180)), (each.Version, each.SessionStartsAt, each.SessionEndsAt)));
    }

    [Fact]
    public async Task Record_Corrections_AreKeptAndCounted()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var session = await clinic.SessionAsync(Start, [who.EpisodeId]);
        await clinic.RecordAsync(session, new { episodeId = who.EpisodeId, status = "absent" }).OkAsync();
        await clinic.RecordAsync(session, new { episodeId = who.EpisodeId, status = "absent" }).OkAsync();
        await clinic.RecordAsync(session, new { episodeId = who.EpisodeId, status = "partial", leftAt = Start.AddMinutes(20) }).OkAsync();
        var told = await clinic.ToldAsync<AttendanceRecorded>();
        Assert.Equal([(1L, 0), (2L, 20)], told.Select(each => (each.Version, each.AttendedMinutes)));
        var history = await fixture.SqlAsync<string>(
            """
            select h.status from attendance_history h join attendance a on a.id = h.attendance_id
            where a.session_id = $1 order by h.version
            """,
            session);
        Assert.Equal(["absent", "partial"], history);
        var roster = (await clinic.Therapist.ReadAsync($"{Clinic.Api}/sessions/{session}").OkAsync())["roster"]![0]!;
        Assert.Equal(("partial", 20), (roster["status"]!.GetValue<string>(), roster["attendedMinutes"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Record_CorrectedTwice_CountsTheMinutesThatAreLeft()
    {
        await using var alone = new SchedulingFixture();
        await alone.InitializeAsync();
        var clinic = await Clinic.OpenAsync(alone);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var session = await clinic.SessionAsync(Start, [who.EpisodeId], minutes: 60, clinicalMinutes: 60);
        (long, long) Counted() => (alone.Total("iop.attended", "change=added"), alone.Total("iop.attended", "change=taken-back"));

        await clinic.RecordAsync(session, new { episodeId = who.EpisodeId, status = "attended" }).OkAsync();
        await clinic.RecordAsync(session, new { episodeId = who.EpisodeId, status = "attended" }).OkAsync();
        Assert.Equal((60, 0), Counted());
        await clinic.RecordAsync(session, new { episodeId = who.EpisodeId, status = "partial", leftAt = Start.AddMinutes(20) }).OkAsync();
        Assert.Equal((60, 40), Counted());
        await clinic.RecordAsync(session, new { episodeId = who.EpisodeId, status = "partial", leftAt = Start.AddMinutes(50) }).OkAsync();
        Assert.Equal((90, 40), Counted());
    }

    [Fact]
    public async Task Record_AfterCheckIn_CountsFromTheArrival()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var session = await clinic.SessionAsync(clinic.Now.AddMinutes(-20).AddSeconds(-30), [who.EpisodeId]);
        await clinic.CheckInAsync(clinic.Therapist, session, who).OkAsync();
        var answer = await clinic.RecordAsync(session, new { episodeId = who.EpisodeId, status = "attended" }).OkAsync();
        Assert.Equal(39, answer["entries"]![0]!["attendedMinutes"]!.GetValue<int>());
        Assert.Equal([1L, 2L], (await clinic.ToldAsync<AttendanceRecorded>()).Select(told => told.Version));
    }

    [Fact]
    public async Task Record_FutureOrCanceledSession_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var session = await clinic.SessionAsync(clinic.Now.AddMinutes(5), [who.EpisodeId]);
        var entry = new { episodeId = who.EpisodeId, status = "attended" };
        Assert.Contains("(America/New_York)", await clinic.RecordAsync(session, entry).RefusedByAsync("session-not-started"));
        await clinic.CancelAsync(session).AnswersAsync(HttpStatusCode.NoContent);
        await clinic.RecordAsync(session, entry).RefusedByAsync("session-canceled");
    }

    [Fact]
    public async Task Record_WrongFields_AreAllNamed()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (who, other) = (await clinic.AdmitAsync(program), await clinic.AdmitAsync(program));
        var session = await clinic.SessionAsync(Start, [who.EpisodeId]);
        var id = who.EpisodeId;
        var attended = new { episodeId = id, status = "attended" };
        var absent = new { episodeId = id, status = "absent" };
        await clinic.RecordAsync(session).WrongFieldsAsync("entries");
        await clinic.RecordAsync(session, new { episodeId = id, status = "late" })
            .WrongFieldsAsync("entries[0].status");
        await clinic.RecordAsync(session, new { episodeId = id, status = "absent", arrivedAt = Start, leftAt = Start })
            .WrongFieldsAsync("entries[0].arrivedAt", "entries[0].leftAt");
        await clinic.RecordAsync(session, absent, absent).WrongFieldsAsync("entries");
        await clinic.RecordAsync(session, new { episodeId = id, status = "partial" })
            .WrongFieldsAsync("entries[0].leftAt");
        await clinic.RecordAsync(session, new { episodeId = id, status = "attended", arrivedAt = Start.AddMinutes(60) })
            .WrongFieldsAsync("entries[0].arrivedAt");
        await clinic.RecordAsync(session, new { episodeId = id, status = "attended", leftAt = Start })
            .WrongFieldsAsync("entries[0].leftAt");
        await clinic.RecordAsync(session, new { episodeId = id, status = "attended", leftAt = "0001-01-01T00:00:00Z" })
            .WrongFieldsAsync("entries[0].leftAt");
        await clinic.RecordAsync(session, attended, new { episodeId = other.EpisodeId, status = "attended" })
            .WrongFieldsAsync("entries[1].episodeId");
        Assert.Empty(await clinic.ToldAsync<AttendanceRecorded>());
    }

    [Fact]
    public async Task Record_ByOthers_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var path = $"{Clinic.Api}/sessions/{await clinic.SessionAsync(Start, [who.EpisodeId])}/attendance";
        var body = new { entries = new[] { new { episodeId = who.EpisodeId, status = "attended" } } };
        await clinic.As(Roles.IntakeCoordinator).PutBodyAsync(path, body).AnswersAsync(HttpStatusCode.Forbidden);
        await clinic.AsPatient(who.PatientId).PutBodyAsync(path, body).AnswersAsync(HttpStatusCode.Forbidden);
        await clinic.AsStaffElsewhere().PutBodyAsync(path, body).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStranger().PutBodyAsync(path, body).AnswersAsync(HttpStatusCode.NotFound);
    }
}
