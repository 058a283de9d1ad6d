using System.Net;
using IopPlatform.Contracts.Scheduling.V1;

namespace IopPlatform.Scheduling.Tests.Features.Enrollments;

public sealed class EndEnrollmentTests(SchedulingFixture fixture)
{
    [Fact]
    public async Task End_Enrollment_FreesTheSeatAndFutureBookingsOnly()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (leaving, staying) = (await clinic.GroupAsync(program), await clinic.GroupAsync(program));
        var who = await clinic.AdmitAsync(program);
        var enrollment = await clinic.EnrollAsync(who, leaving);
        await clinic.EnrollAsync(who, staying);
        await clinic.BuildWeekAsync(who, clinic.PastMonday).OkAsync();
        await clinic.BuildWeekAsync(who, clinic.ComingMonday).OkAsync();

        await clinic.Therapist.RemoveAsync($"{Clinic.Api}/enrollments/{enrollment}")
            .AnswersAsync(HttpStatusCode.NoContent);
        await clinic.Therapist.RemoveAsync($"{Clinic.Api}/enrollments/{enrollment}")
            .AnswersAsync(HttpStatusCode.NoContent);

        var seats = (await clinic.ToldAsync<SeatsChanged>()).Where(each => each.GroupId == leaving);
        Assert.Equal([0, 1, 0], seats.OrderBy(each => each.Version).Select(each => each.SeatsTaken));
        var weeks = await clinic.ToldAsync<PersonalScheduleChanged>();
        Assert.Equal(1, weeks.Where(week => week.WeekStartsOn == clinic.PastMonday).Max(week => week.Version));
        var coming = weeks.Where(week => week.WeekStartsOn == clinic.ComingMonday).MaxBy(week => week.Version)!;
        Assert.Equal(2, coming.Version);
        Assert.Equal([staying], coming.Sessions.Select(session => session.GroupId!.Value));

        // Building again keeps it so, and keeps the past.
        Assert.Single((await clinic.BuildWeekAsync(who, clinic.ComingMonday).OkAsync())["sessions"]!.AsArray());
        Assert.Equal(2, (await clinic.BuildWeekAsync(who, clinic.PastMonday).OkAsync())["sessions"]!.AsArray().Count);
    }

    [Fact]
    public async Task End_ThenEnrollAgain_TakesTheSeatAnew()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var (group, who) = (await clinic.GroupAsync(program, seatsMax: 1), await clinic.AdmitAsync(program));
        var enrollment = await clinic.EnrollAsync(who, group);
        await clinic.Manager.RemoveAsync($"{Clinic.Api}/enrollments/{enrollment}")
            .AnswersAsync(HttpStatusCode.NoContent);
        await clinic.EnrollAsync(who, group);
        Assert.Single((await clinic.BuildWeekAsync(who, clinic.ComingMonday).OkAsync())["sessions"]!.AsArray());
    }

    [Fact]
    public async Task End_ByOthers_IsRefused()
    {
        var clinic = await Clinic.OpenAsync(fixture);
        var program = await clinic.ProgramAsync();
        var who = await clinic.AdmitAsync(program);
        var path = $"{Clinic.Api}/enrollments/{await clinic.EnrollAsync(who, await clinic.GroupAsync(program))}";
        await clinic.AsPatient(who.PatientId).RemoveAsync(path).AnswersAsync(HttpStatusCode.Forbidden);
        await clinic.AsStaffElsewhere().RemoveAsync(path).AnswersAsync(HttpStatusCode.NotFound);
        await clinic.AsStranger().RemoveAsync(path).AnswersAsync(HttpStatusCode.NotFound);
    }
}
