using System.Net;
using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Tests.Features.Sessions;

public sealed class CancelSessionTests(SchedulingFixture fixture)
{
    [Fact]
    public async Task Cancel_Session_IsMarkedInEachWeekAndNotMadeAgain()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (group, first, second) =
            (await clinic.GroupAsync(program), await clinic.AdmitAsync(program), await clinic.AdmitAsync(program));
        await clinic.EnrollAsync(first, group);
        await clinic.EnrollAsync(second, group);
        var session = await clinic.FirstSessionAsync(first, clinic.ComingMonday);
        await clinic.BuildWeekAsync(second, clinic.ComingMonday).OkAsync();

        await CancelAsync(clinic.Therapist, session).AnswersAsync(HttpStatusCode.NoContent);
        await CancelAsync(clinic.Therapist, session).AnswersAsync(HttpStatusCode.NoContent);

        var told = (await clinic.ToldAsync<PersonalScheduleChanged>()).Where(week => week.Version == 2).ToArray();
        Assert.Equal(2, told.Length);
        Assert.All(told, week => Assert.True(Assert.Single(week.Sessions).Canceled));
        var week = await clinic.BuildWeekAsync(first, clinic.ComingMonday).OkAsync();
        Assert.Equal(0, week["scheduledMinutes"]!.GetValue<int>());
        Assert.True(Assert.Single(week["sessions"]!.AsArray())!["canceled"]!.GetValue<bool>());
        Assert.Equal(4, (await clinic.ToldAsync<PersonalScheduleChanged>()).Count);
    }

    [Fact]
    public async Task Cancel_WhileWeeksAreBuilt_NobodyIsToldOtherwise()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var group = await clinic.GroupAsync(program, seatsMax: 20);
        var episodes = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            var who = await clinic.AdmitAsync(program);
            await clinic.EnrollAsync(who, group);
            return who;
        }));
        var session = await clinic.FirstSessionAsync(episodes[0], clinic.ComingMonday);
        var building = episodes[1..].Select(who => clinic.BuildWeekAsync(who, clinic.ComingMonday)).ToArray();
        await CancelAsync(clinic.Therapist, session).AnswersAsync(HttpStatusCode.NoContent);
        await Task.WhenAll(building);
        var latest = (await clinic.ToldAsync<PersonalScheduleChanged>())
            .GroupBy(week => week.EpisodeId)
            .Select(weeks => weeks.MaxBy(week => week.Version)!);
        Assert.All(latest.SelectMany(week => week.Sessions), each => Assert.True(each.Canceled));
    }

    [Fact]
    public async Task Cancel_AttendedSession_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var session = await clinic.SessionAsync(clinic.Now.AddMinutes(10), [who.EpisodeId]);
        await clinic.CheckInAsync(clinic.Therapist, session, who).OkAsync();
        await CancelAsync(clinic.Therapist, session).RefusedByAsync("session-attended");
    }

    [Fact]
    public async Task Cancel_WrongOrByOthers_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var who = await clinic.AdmitAsync(await clinic.ProgramAsync());
        var session = await clinic.SessionAsync(clinic.Now.AddDays(1), [who.EpisodeId]);
        await CancelAsync(clinic.Therapist, session, reason: "").WrongFieldsAsync("reason");
        await CancelAsync(clinic.Therapist, Guid.CreateVersion7()).AnswersAsync(HttpStatusCode.NotFound);
        await CancelAsync(clinic.As(Roles.IntakeCoordinator), session).AnswersAsync(HttpStatusCode.Forbidden);
        await CancelAsync(clinic.AsStaffElsewhere(), session).AnswersAsync(HttpStatusCode.NotFound);
        await CancelAsync(clinic.AsStranger(), session).AnswersAsync(HttpStatusCode.NotFound);
    }

    private static Task<HttpResponseMessage> CancelAsync(HttpClient caller, Guid session, string reason = "The facilitator is ill") =>
        caller.PostBodyAsync($"{Clinic.Api}/sessions/{session}/cancel", new { reason });
}
