using IopPlatform.Clinical.Instruments;
using IopPlatform.Contracts;
using IopPlatform.Contracts.Intake.V1;
using IopPlatform.ProgramState.Domain;

namespace IopPlatform.ProgramState.Tests.Domain;

public sealed class EpisodeProjectionTests
{
    private readonly Story story = new();

    [Fact]
    public void View_OfAWeekUnderWay_ShowsItAgainstThePrescription()
    {
        var view = View(story.Now, story.Admitted(), story.Planned(), story.Prescribed(600), story.Scheduled(1, 0, 1, 2, 3),
            story.Attended(story.Monday, "partial", 100), story.Reviewed(), story.Certified(40), story.Authorized(20, 30));
        Assert.Equal(("active", 4, "iop"), (view.Phase, view.ProgramWeek, view.LevelOfCare));
        Assert.Equal(new WeekView(story.Monday, 600, 720, 100, 540, 500, "on-track"), view.Week);
        Assert.Equal(story.Session(story.Today.AddDays(1)).SessionId, view.NextSession!.SessionId);
        Assert.Equal((20, 1, 19), (view.Authorization!.UnitsApproved, view.Authorization.UnitsUsed, view.Authorization.UnitsLeft));
        Assert.Equal((story.Today.AddDays(7), story.Today.AddDays(20), story.Today.AddDays(40), 1),
            (view.Due.WeeklyReviewOn, view.Due.PlanReviewOn, view.Due.CertificationOn, view.Due.NotesMissing));
    }

    [Fact]
    public void View_CorrectedAttendance_CountsTheCorrection()
    {
        var view = View(story.Now, story.Admitted(), story.Attended(story.Monday, "absent", 0, 3), story.Attended(story.Monday));
        Assert.Equal((0, 1), (view.Week.AttendedMinutes, view.Attendance.MissesInARow));
    }

    [Fact]
    public void View_CanceledSession_IsNeitherScheduledNorNext()
    {
        var schedule = story.Scheduled(1, 0, 2);
        var view = View(story.Now, story.Admitted(), schedule with { Sessions = [.. schedule.Sessions.Select(one => one with { Canceled = true })] });
        Assert.Equal(0, view.Week.ScheduledMinutes);
        Assert.Null(view.NextSession);
    }

    [Fact]
    public void View_Prescription_HoldsFromItsFirstDayOn()
    {
        BusMessage[] events = [story.Admitted(), story.Prescribed(540), story.Prescribed(300, 2, story.Today.AddDays(1))];
        Assert.Equal(540, View(story.Now, events).Week.PrescribedMinutes);
        Assert.Equal(300, View(story.Now.AddDays(1), events).Week.PrescribedMinutes);
    }

    [Fact]
    public void View_Scores_ShowLatestBaselineAndTrend()
    {
        var baseline = new BaselineScore(Guid.CreateVersion7(), "PHQ-9", 19, "moderately-severe", story.Now.AddDays(-22));
        var score = Assert.Single(View(story.Now, story.Admitted(baseline: baseline), story.Scored(8, 2), story.Scored(12, 9)).Scores);
        Assert.Equal(("PHQ-9", 8, 19, "improved"), (score.InstrumentId, score.Value, score.Baseline, score.Trend));
        Assert.Equal([19, 12, 8], score.Course.Select(point => point.Value));
    }

    [Fact]
    public void View_ReviewWithAnotherLevel_SaysTheNewLevel() =>
        Assert.Equal("outpatient", View(story.Now, story.Admitted(), story.Reviewed(7, "outpatient", "step-down")).LevelOfCare);

    [Fact]
    public void View_CheckedIn_IsHereUntilTwoHoursAfterTheSession()
    {
        var session = story.Session(story.Today);
        BusMessage[] events = [story.Admitted(), story.Attended(session, "checked-in")];
        Assert.Equal(session.SessionId, View(session.StartsAt, events).Here?.SessionId);
        Assert.Null(View(session.EndsAt.AddHours(2), events).Here);
        Assert.Null(View(session.StartsAt, [.. events, story.Attended(session, version: 2)]).Here);
    }

    [Fact]
    public void View_Closed_StaysAtTheWeekOfDischarge()
    {
        var view = View(story.Now.AddDays(30), story.Admitted(), story.Prescribed(), story.Scheduled(1, 0, 1, 2), story.Closed());
        Assert.Equal(("closed", "completed", story.Today, 4), (view.Phase, view.CloseReason, view.ClosedOn, view.ProgramWeek));
        Assert.Equal((story.Monday, 540), (view.Week.StartsOn, view.Week.ScheduledMinutes));
        Assert.Null(view.NextSession);
        Assert.Empty(view.OpenAlerts);
    }

    /// <summary>2026-11-01 02:00: clocks go back in Denver, so the week that ends there has 169 hours.</summary>
    [Theory]
    [InlineData("2026-11-02T06:59:59Z", "2026-10-26")]
    [InlineData("2026-11-02T07:00:00Z", "2026-11-02")]
    [InlineData("2026-03-09T05:59:59Z", "2026-03-02")]
    [InlineData("2026-03-09T06:00:00Z", "2026-03-09")]
    public void Week_AcrossTheChangeOfClocks_BeginsOnMondayAtTheSite(string now, string monday)
    {
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(DateOnly.Parse(monday, System.Globalization.CultureInfo.InvariantCulture), View(at, story.Admitted()).Week.StartsOn);
    }

    /// <summary>A late session on Sunday and an early one on Monday fall into different weeks, whatever the date in UTC is.</summary>
    [Fact]
    public void Week_SessionsAroundMidnight_CountInTheWeekOfTheSite()
    {
        var now = new DateTimeOffset(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
        var sunday = story.Session(now.AddHours(-7), now.AddHours(-5.5));
        var monday = story.Session(now.AddHours(-4.5), now.AddHours(-3.5));
        var view = View(now, story.Admitted(), story.Attended(sunday, minutes: 90), story.Attended(monday, minutes: 60));
        Assert.Equal(60, view.Week.AttendedMinutes);
    }

    /// <summary>In Beirut clocks go forward at midnight: the day begins at one o'clock.</summary>
    [Fact]
    public void StartOf_ADayWithoutMidnight_IsItsFirstInstant() => Assert.Equal(
        new DateTimeOffset(2026, 3, 28, 22, 0, 0, TimeSpan.Zero), new SiteCalendar("Asia/Beirut").StartOf(new DateOnly(2026, 3, 29)));

    [Fact]
    public void Calendar_OfAnUnknownZone_SaysSo() => Assert.Equal("UTC", new SiteCalendar("Mars/Olympus").TimeZone);

    private EpisodeView View(DateTimeOffset now, params BusMessage[] events) =>
        EpisodeProjection.View(story.Episode, events.Aggregate(EpisodeFacts.None, EpisodeFold.Apply), 1, now, Story.Calendar, InstrumentCatalog.Default);
}
