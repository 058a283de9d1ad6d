using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Tests.Features.Attendance;

public sealed class CheckInTests(SchedulingFixture fixture)
{
    [Fact]
    public async Task CheckIn_OwnSession_IsRecordedOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var session = await clinic.SessionAsync(clinic.Now.AddMinutes(30), [who.EpisodeId]);
        var first = await clinic.CheckInAsync(clinic.AsPatient(who.PatientId), session, who).OkAsync();
        var again = await clinic.CheckInAsync(clinic.Therapist, session, who).OkAsync();
        Assert.Equal("checked-in", first["status"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(first, again));
        var told = Assert.Single(await clinic.ToldAsync<AttendanceRecorded>());
        Assert.Equal(
            (1, session, who.EpisodeId, who.PatientId, clinic.Site, "checked-in", 0),
            (told.Version, told.SessionId, told.EpisodeId, told.PatientId, told.SiteId, told.Status, told.AttendedMinutes));
        Assert.NotNull(told.ArrivedAt);
    }

    [Fact]
    public async Task CheckIn_ManyAtOnce_IsRecordedOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var session = await clinic.SessionAsync(clinic.Now.AddMinutes(30), [who.EpisodeId]);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => clinic.CheckInAsync(clinic.Therapist, session, who).OkAsync()));
        Assert.Single(await clinic.ToldAsync<AttendanceRecorded>());
    }

    [Theory]
    [InlineData(62, false)]
    [InlineData(58, true)]
    [InlineData(-58, true)]
    [InlineData(-62, false)]
    public async Task CheckIn_MinutesToTheStart_OpenFromAnHourBeforeToTheEnd(int minutesToStart, bool open)
    {
        var clinic = await Clinic.OpenAsync(fixture, "America/Phoenix");
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var session = await clinic.SessionAsync(clinic.Now.AddMinutes(minutesToStart), [who.EpisodeId], minutes: 60);
        if (open)
        {
            await clinic.CheckInAsync(clinic.Therapist, session, who).OkAsync();
        }
        else
        {
            Assert.Contains("(America/Phoenix)", await clinic.CheckInAsync(clinic.Therapist, session, who).RefusedByAsync("check-in-window"));
        }
    }

    [Fact]
    public async Task CheckIn_MarkedAbsentTooEarly_IsPresentAfterAll()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var session = await clinic.SessionAsync(clinic.Now.AddMinutes(-15), [who.EpisodeId]);
        await clinic.RecordAsync(session, new { episodeId = who.EpisodeId, status = "absent" }).OkAsync();
        Assert.Equal("checked-in", (await clinic.CheckInAsync(clinic.Therapist, session, who).OkAsync())["status"]!.GetValue<string>());
        Assert.Equal(["absent", "checked-in"], (await clinic.ToldAsync<AttendanceRecorded>()).Select(told => told.Status));
    }

    [Fact]
    public async Task CheckIn_CanceledOrNotOnTheRoster_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (who, other) = (await clinic.AdmitAsync(program), await clinic.AdmitAsync(program));
        var session = await clinic.SessionAsync(clinic.Now.AddMinutes(10), [who.EpisodeId]);
        await clinic.CheckInAsync(clinic.Therapist, session, other).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.CheckInAsync(clinic.Therapist, session, new Admitted(Guid.Empty, Guid.Empty))
            .WrongFieldsAsync("episodeId");
        await clinic.CancelAsync(session).AnswersAsync(HttpStatusCode.NoContent);
        await clinic.CheckInAsync(clinic.Therapist, session, who).RefusedByAsync("session-canceled");
    }

    [Fact]
    public async Task CheckIn_ByOthers_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var session = await clinic.SessionAsync(clinic.Now.AddMinutes(10), [who.EpisodeId]);
        await clinic.CheckInAsync(clinic.AsPatient(Guid.CreateVersion7()), session, who)
            .AnswersAsync(HttpStatusCode.NotFound);
        await clinic.CheckInAsync(clinic.AsStaffElsewhere(), session, who).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.CheckInAsync(clinic.AsStranger(), session, who).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.CheckInAsync(clinic.As(Roles.ComplianceOfficer), session, who)
            .AnswersAsync(HttpStatusCode.Forbidden);
    }
}
