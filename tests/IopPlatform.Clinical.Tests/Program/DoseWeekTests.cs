using FsCheck.Xunit;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Tests;

/// <summary>
/// Weeks in New York around the change to daylight-saving time on Sunday, March 8, 2026. Scheduled hours: Kansas R03-704 (9,
/// minors 6); attended hours: the Medicare benefit and ASAM level 2.1.
/// </summary>
public sealed class DoseWeekTests
{
    private static readonly SiteWeeks newYork = new(TimeZoneInfo.FindSystemTimeZoneById("America/New_York"));
    private static readonly DateOnly monday = new(2026, 3, 2);

    [Fact]
    public void Of_SundayNightOfTheClockChange_BelongsToTheEndingWeek()
    {
        // 23:30 on Sunday at the site is 03:30 on Monday in UTC; an hour later it is the next week.
        var sunday = At(new(2026, 3, 9, 3, 30, 0, TimeSpan.Zero), 60, 60);
        var next = At(new(2026, 3, 9, 4, 30, 0, TimeSpan.Zero), 60, 45);
        var weeks = Weeks([sunday, next], AgeGroup.Adult);
        Assert.Equal([60, 45], weeks.Select(week => week.Attended));
        Assert.Equal(TimeSpan.FromHours(167), weeks[0].Week.To - weeks[0].Week.From);
    }

    [Fact]
    public void Of_WeekFromSunday_CutsElsewhere()
    {
        var saturday = At(new(2026, 3, 7, 15, 0, 0, TimeSpan.Zero), 180, 180);
        var sunday = At(new(2026, 3, 8, 15, 0, 0, TimeSpan.Zero), 180, 120);
        var weeks = DoseWeeks.Of(
            [saturday, sunday], newYork with { FirstDay = DayOfWeek.Sunday }, monday, monday.AddDays(6), AgeGroup.Adult, []);
        Assert.Equal([(new DateOnly(2026, 3, 1), 180), (new DateOnly(2026, 3, 8), 120)], weeks.Select(week => (week.Week.StartsOn, week.Attended)));
    }

    /// <summary>Three sessions of 3 hours, of which the letters say what became: a attended, h half, m missed, e excused, c canceled, ? open.</summary>
    [Theory]
    [InlineData(AgeGroup.Adult, "aaa", 540, 540, true, true)]
    [InlineData(AgeGroup.Adult, "aah", 540, 450, true, false)]
    [InlineData(AgeGroup.Adult, "aam", 540, 360, true, false)]
    [InlineData(AgeGroup.Adult, "aae", 540, 360, true, false)]
    [InlineData(AgeGroup.Adult, "aac", 360, 360, false, false)]
    [InlineData(AgeGroup.Adult, "aa?", 540, 360, true, false)]
    [InlineData(AgeGroup.Adolescent, "aac", 360, 360, true, true)]
    [InlineData(AgeGroup.Adolescent, "acc", 180, 180, false, false)]
    [InlineData(AgeGroup.Adolescent, "aam", 540, 360, true, true)]
    public void Of_Sessions_ScheduledAgainstAttended(
        AgeGroup group, string sessions, int scheduled, int attended, bool scheduleReaches, bool attendanceReaches)
    {
        var week = Weeks([.. sessions.Select(Session)], group)[0];
        Assert.Equal(
            (scheduled, attended, scheduleReaches, attendanceReaches),
            (week.Scheduled, week.Attended, week.ScheduleReaches, week.AttendanceReaches));
        Assert.Equal(Math.Max(0, WeeklyDose.DefaultMinutes(group) - attended), week.Shortfall);
    }

    [Fact]
    public void Of_MissedExcusedOpen_AreCountedApart()
    {
        var week = Weeks([Session('m', 0), Session('e', 1), Session('?', 2), Session('?', 3)], AgeGroup.Adult)[0];
        Assert.Equal((180, 180, 360, 720, 0), (week.Missed, week.Excused, week.Unrecorded, week.Scheduled, week.Attended));
    }

    [Fact]
    public void Of_WeekWithoutASession_IsListed() =>
        Assert.Equal([0, 0], Weeks([], AgeGroup.Adult).Select(week => week.Scheduled));

    /// <summary>A prescription from Wednesday on counts for its week already; before the first one, the default does.</summary>
    [Fact]
    public void Of_Prescriptions_TheNewestOfTheWeekCounts()
    {
        DosePrescription[] prescriptions = [new(monday.AddDays(14), 300), new(monday.AddDays(9), 720)];
        var weeks = DoseWeeks.Of([], newYork, monday, monday.AddDays(20), AgeGroup.Adult, prescriptions);
        Assert.Equal([540, 720, 300], weeks.Select(week => week.Prescribed));
    }

    [Property(Arbitrary = [typeof(GeneratedWeeks), typeof(Moments)], MaxTest = 500)]
    public bool Of_AnySessionsInAnyZone_NothingIsLostAndAttendedIsNeverMore(WeeklyDoseFacts facts, Moment moment)
    {
        var from = DateOnly.FromDateTime(facts.WeekStart.Date);
        var weeks = DoseWeeks.Of(facts.Sessions, moment.Weeks, from.AddDays(-2), from.AddDays(9), AgeGroup.Adult, []);
        var kept = facts.Sessions.Where(session => session.Status != DoseSessionStatus.Cancelled).ToArray();
        return weeks.All(week => week.Attended <= week.Scheduled
                && week.Attended + week.Missed + week.Excused + week.Unrecorded <= week.Scheduled)
            && weeks.Sum(week => week.Scheduled) == kept.Sum(session => session.ClinicalMinutes)
            && weeks.All(week => week.Scheduled == kept
                .Where(session => week.Week.Contains(session.Start)).Sum(session => session.ClinicalMinutes));
    }

    [Property(Arbitrary = [typeof(GeneratedWeeks)], MaxTest = 500)]
    public bool Of_OrderOfSessions_HasNoEffect(WeeklyDoseFacts facts, int seed)
    {
        DoseSession[] shuffled = [.. facts.Sessions];
        new Random(seed).Shuffle(shuffled);
        return Weeks(facts.Sessions, AgeGroup.Adult).SequenceEqual(Weeks(shuffled, AgeGroup.Adult));
    }

    private static IReadOnlyList<DoseWeek> Weeks(IReadOnlyList<DoseSession> sessions, AgeGroup group) =>
        DoseWeeks.Of(sessions, newYork, monday, monday.AddDays(13), group, []);

    private static DoseSession At(DateTimeOffset start, int minutes, int? attended) => new(
        Guid.CreateVersion7(), start, start.AddMinutes(minutes), minutes, attended, DoseSessionStatus.Attended);

    private static DoseSession Session(char letter, int day)
    {
        var session = At(new DateTimeOffset(2026, 3, 2, 14, 0, 0, TimeSpan.Zero).AddDays(day), 180, letter switch { 'a' => 180, 'h' => 90, _ => null });
        return session with
        {
            Status = letter switch
            {
                'm' => DoseSessionStatus.Missed,
                'e' => DoseSessionStatus.Excused,
                'c' => DoseSessionStatus.Cancelled,
                '?' => DoseSessionStatus.Scheduled,
                _ => DoseSessionStatus.Attended,
            },
        };
    }
}
