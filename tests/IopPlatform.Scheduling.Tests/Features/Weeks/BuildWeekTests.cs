using System.Net;
using System.Text.Json.Nodes;
using IopPlatform.Contracts.Scheduling.V1;

namespace IopPlatform.Scheduling.Tests.Features.Weeks;

public sealed class BuildWeekTests(SchedulingFixture fixture)
{
    [Fact]
    public async Task Build_Week_HoldsGroupAndSingleSessions()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var group = await clinic.GroupAsync(
            program, slots: [Clinic.Slot("monday", "09:00", 180, 165), Clinic.Slot("wednesday", "09:00", 180, 165)]);
        var (who, monday) = (await clinic.AdmitAsync(program), clinic.ComingMonday);
        await clinic.EnrollAsync(who, group);
        await fixture.DeliverAsync(clinic.Prescription(who, 540, monday.AddDays(-7)));
        var single = await clinic.SessionAsync(
            new DateTimeOffset(monday.AddDays(1).ToDateTime(new TimeOnly(18, 0)), TimeSpan.Zero),
            [who.EpisodeId],
            room: await clinic.RoomAsync());

        var week = await clinic.BuildWeekAsync(who, monday).OkAsync();

        Assert.Equal("America/New_York 540 380", $"{week["timeZone"]} {week["prescribedMinutes"]} {week["scheduledMinutes"]}");
        Assert.Equal(["group", "individual", "group"], Sessions(week).Select(session => session["kind"]!.GetValue<string>()));
        Assert.Equal(single, Sessions(week)[1]["sessionId"]!.GetValue<Guid>());
        var told = await fixture.PublishedAsync<PersonalScheduleChanged>(clinic.Organization, schedule => schedule.Sessions.Count == 3);
        Assert.Equal(
            (2, who.EpisodeId, who.PatientId, monday, "America/New_York"),
            (told.Version, told.EpisodeId, told.PatientId, told.WeekStartsOn, told.TimeZone));
        Assert.Equal([165, 50, 165], told.Sessions.Select(session => session.ClinicalMinutes));
        Assert.All(told.Sessions, session => Assert.False(session.Canceled || session.Room is null || session.StaffId is null));
    }

    [Fact]
    public async Task Build_Twice_MakesAndTellsNothingNew()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (group, first, second) =
            (await clinic.GroupAsync(program), await clinic.AdmitAsync(program), await clinic.AdmitAsync(program));
        await clinic.EnrollAsync(first, group);
        await clinic.EnrollAsync(second, group);
        var one = await clinic.BuildWeekAsync(first, clinic.ComingMonday).OkAsync();
        var again = await clinic.BuildWeekAsync(first, clinic.ComingMonday).OkAsync();
        var other = await clinic.BuildWeekAsync(second, clinic.ComingMonday).OkAsync();
        Assert.True(JsonNode.DeepEquals(one, again));
        Assert.Equal(Sessions(one)[0]["sessionId"]!.GetValue<Guid>(), Sessions(other)[0]["sessionId"]!.GetValue<Guid>());
        Assert.Equal(2, (await clinic.ToldAsync<PersonalScheduleChanged>()).Count);
        Assert.Equal(1, await SessionsOfAsync(group));
    }

    [Fact]
    public async Task Build_ManyAtOnce_MakeEachSessionOnce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var group = await clinic.GroupAsync(
            program, slots: [.. Enumerable.Range(8, 5).Select(hour => Clinic.Slot("friday", $"{hour:00}:00", 60, 50))]);
        var episodes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var who = await clinic.AdmitAsync(program);
            await clinic.EnrollAsync(who, group);
            return who;
        }));
        var weeks = await Task.WhenAll(episodes.Concat(episodes).Select(who => clinic.BuildWeekAsync(who, clinic.ComingMonday).OkAsync()));
        Assert.All(weeks, week => Assert.Equal(5, Sessions(week).Count));
        Assert.Equal(5, await SessionsOfAsync(group));
        Assert.Equal(8, (await clinic.ToldAsync<PersonalScheduleChanged>()).Count);
    }

    [Theory]
    // Clocks go forward on the Sunday of this week: 02:30 does not exist, 09:00 is an hour earlier in UTC.
    [InlineData("America/New_York", "2026-03-02", "2026-03-07T14:00:00Z", "2026-03-08T07:30:00Z", "2026-03-08T13:00:00Z")]
    // Clocks go back on the Sunday of this week: of the two 01:30 the first is taken; 02:30 comes once.
    [InlineData("America/New_York", "2026-10-26", "2026-10-31T13:00:00Z", "2026-11-01T07:30:00Z", "2026-11-01T14:00:00Z")]
    [InlineData("America/Phoenix", "2026-03-02", "2026-03-07T16:00:00Z", "2026-03-08T09:30:00Z", "2026-03-08T16:00:00Z")]
    [InlineData("America/Phoenix", "2026-10-26", "2026-10-31T16:00:00Z", "2026-11-01T09:30:00Z", "2026-11-01T16:00:00Z")]
    public async Task Build_WeekInWhichClocksChange_KeepsLocalTimes(
        string zone, string monday, string saturday, string sundayNight, string sunday)
    {
        var clinic = await Clinic.OpenAsync(fixture, zone);
        var program = await clinic.ProgramAsync();
        var group = await clinic.GroupAsync(program, slots:
        [
            Clinic.Slot("saturday", "09:00", 180, 165),
            Clinic.Slot("sunday", "02:30", 60, 50),
            Clinic.Slot("sunday", "09:00", 180, 165),
        ]);
        var who = await clinic.AdmitAsync(program);
        await clinic.EnrollAsync(who, group);
        var week = await clinic.BuildWeekAsync(who, DateOnly.Parse(monday)).OkAsync();
        Assert.Equal(
            new[] { saturday, sundayNight, sunday }.Select(DateTimeOffset.Parse),
            Sessions(week).Select(session => session["startsAt"]!.GetValue<DateTimeOffset>()));
        Assert.All(
            (await clinic.ToldAsync<PersonalScheduleChanged>()).Single().Sessions,
            session => Assert.True((session.EndsAt - session.StartsAt).TotalMinutes is 60 or 180));
    }

    [Fact]
    public async Task Build_AmbiguousStart_TakesTheEarlier()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var group = await clinic.GroupAsync(program, slots: [Clinic.Slot("sunday", "01:30", 120, 110)]);
        var who = await clinic.AdmitAsync(program);
        await clinic.EnrollAsync(who, group);
        var session = Assert.Single(Sessions(await clinic.BuildWeekAsync(who, new DateOnly(2026, 10, 26)).OkAsync()));
        Assert.Equal("2026-11-01T01:30:00-04:00", session["startsAt"]!.GetValue<string>());
        // Two hours later the clock shows 02:30, because it was set back in between.
        Assert.Equal("2026-11-01T02:30:00-05:00", session["endsAt"]!.GetValue<string>());
    }

    [Fact]
    public async Task Build_PrescriptionOfTheWeek_IsTheNewestInForce()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (who, monday) = (new Admitted(Guid.CreateVersion7(), Guid.CreateVersion7()), clinic.ComingMonday);
        // The prescriptions come before the admission, newest first.
        await fixture.DeliverAsync(clinic.Prescription(who, 360, monday, version: 2));
        await fixture.DeliverAsync(clinic.Prescription(who, 540, monday.AddDays(-7), version: 1));
        await fixture.DeliverAsync(clinic.Admission(who, program));
        Assert.Null((await clinic.BuildWeekAsync(who, monday.AddDays(-14)).OkAsync())["prescribedMinutes"]);
        Assert.Equal(540, (await clinic.BuildWeekAsync(who, monday.AddDays(-7)).OkAsync())["prescribedMinutes"]!.GetValue<int>());
        Assert.Equal(360, (await clinic.BuildWeekAsync(who, monday).OkAsync())["prescribedMinutes"]!.GetValue<int>());
    }

    [Fact]
    public async Task Build_GroupWithoutPlace_IsRefusedByName()
    {
        var clinic = await Clinic.OpenAsync(fixture, "UTC");
        var program = await clinic.ProgramAsync();
        var who = await clinic.AdmitAsync(program);
        // The facilitator leads a group at a site in another zone, so only the sessions themselves can collide.
        var other = await Clinic.OpenAsync(fixture, "America/New_York", clinic.Organization);
        var facilitator = await clinic.StaffAsync();
        var otherProgram = await other.ProgramAsync();
        var otherWho = await other.AdmitAsync(otherProgram);
        var there = await other.GroupAsync(
            otherProgram, facilitator: facilitator, slots: [Clinic.Slot("monday", "09:00", 60, 50)]);
        var here = await clinic.GroupAsync(
            program,
            facilitator: facilitator,
            slots: [Clinic.Slot("monday", "13:30", 60, 50), Clinic.Slot("monday", "14:30", 60, 50)]);
        await other.EnrollAsync(otherWho, there);
        await clinic.EnrollAsync(who, here);
        var june = new DateOnly(2026, 6, 1);
        await other.BuildWeekAsync(otherWho, june).OkAsync();
        var text = await clinic.BuildWeekAsync(who, june).RefusedByAsync("double-booked");
        Assert.Contains("Mon Jun 1, 13:30 (UTC)", text);
    }

    [Fact]
    public async Task Build_WrongWeekOrEpisode_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        await clinic.BuildWeekAsync(who, clinic.ComingMonday.AddDays(1)).WrongFieldsAsync("monday");
        await clinic.BuildWeekAsync(who, new DateOnly(1950, 1, 2)).WrongFieldsAsync("monday");
        await clinic.BuildWeekAsync(who, clinic.ComingMonday.AddDays(7 * 60)).WrongFieldsAsync("monday");
        await clinic.Therapist.PutBodyAsync($"{Clinic.Api}/episodes/{who.EpisodeId}/weeks/today")
            .AnswersAsync(HttpStatusCode.BadRequest);
        var unknown = new Admitted(Guid.CreateVersion7(), Guid.CreateVersion7());
        await clinic.BuildWeekAsync(unknown, clinic.ComingMonday).AnswersAsync(HttpStatusCode.NotFound);
        var path = $"{Clinic.Api}/episodes/{who.EpisodeId}/weeks/{clinic.ComingMonday:yyyy-MM-dd}";
        await clinic.AsStaffElsewhere().PutBodyAsync(path).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStranger().PutBodyAsync(path).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsPatient(who.PatientId).PutBodyAsync(path).AnswersAsync(HttpStatusCode.Forbidden);
        await fixture.DeliverAsync(clinic.Closure(who));
        await clinic.BuildWeekAsync(who, clinic.ComingMonday).RefusedByAsync("episode-closed");
    }

    private async Task<long> SessionsOfAsync(Guid group) =>
        await fixture.OneAsync<long>("select count(*) from sessions where group_id = $1", group);

    private static IReadOnlyList<JsonNode> Sessions(JsonNode week) => [.. week["sessions"]!.AsArray().Select(session => session!)];
}
