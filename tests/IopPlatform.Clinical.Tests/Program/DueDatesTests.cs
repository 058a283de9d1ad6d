using System.Globalization;
using FsCheck.Xunit;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Tests;

public sealed class DueDatesTests
{
    [Theory]
    [InlineData("2026-01-01", "2026-03-02")]
    [InlineData("2024-01-01", "2024-03-01")]
    [InlineData("2025-12-31", "2026-03-01")]
    public void Certification_NextDue_SixtyDaysLater(string last, string due) =>
        Assert.Equal(Day(due), Certification.NextDue(Day(last)));

    [Theory]
    [InlineData("2026-01-31", "2026-03-02")]
    [InlineData("2024-01-31", "2024-03-01")]
    public void PlanReview_NextDue_ThirtyDaysLater(string last, string due) => Assert.Equal(Day(due), PlanReview.NextDue(Day(last)));

    [Theory]
    [InlineData("2026-02-15", 15, false, false)]
    [InlineData("2026-02-16", 14, true, false)]
    [InlineData("2026-03-02", 0, true, false)]
    [InlineData("2026-03-03", -1, true, true)]
    public void Certification_Status_WarnsFrom14DaysAndIsOverdueTheDayAfter(string today, int left, bool warn, bool overdue) =>
        Assert.Equal(new(Day("2026-03-02"), left, warn, overdue), Certification.Status(Day("2026-01-01"), Day(today)));

    [Theory]
    [InlineData(30, "2026-01-31")]
    [InlineData(60, "2026-03-02")]
    public void Certification_NextDue_AtTheProvidersInterval(int days, string due) =>
        Assert.Equal(Day(due), Certification.NextDue(Day("2026-01-01"), days));

    [Fact]
    public void Certification_NextDue_IntervalOfNoDay_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Certification.NextDue(Day("2026-01-01"), 0));

    /// <summary>A stay of 150 days: recertified on day 60 and day 120; one of 120 days needs the second no more.</summary>
    [Theory]
    [InlineData("2026-05-31", "2026-03-02 2026-05-01")]
    [InlineData("2026-05-01", "2026-03-02")]
    [InlineData("2026-03-02", "")]
    public void Certification_RecertificationsDue_UntilTheLastDay(string until, string due) => Assert.Equal(
        due, string.Join(" ", Certification.RecertificationsDue(Day("2026-01-01"), Day(until)).Select(day => $"{day:yyyy-MM-dd}")));

    [Theory]
    [InlineData("2025-12-31", null)]
    [InlineData("2026-01-01", "2026-01-01")]
    [InlineData("2026-03-02", "2026-01-01")]
    [InlineData("2026-03-03", null)]
    [InlineData("2026-03-09", null)]
    [InlineData("2026-03-10", "2026-03-10")]
    [InlineData("2026-05-09", "2026-03-10")]
    public void Certification_Covering_UpToTheSixtiethDay(string day, string? by) => Assert.Equal(
        by is null ? null : Day(by), Certification.Covering([Day("2026-03-10"), Day("2026-01-01")], Day(day)));

    [Fact]
    public void Certification_Uncovered_TheDaysOfTheGap() => Assert.Equal(
        [Day("2026-03-04"), Day("2026-03-09")],
        Certification.Uncovered(
            [Day("2026-03-09"), Day("2026-03-02"), Day("2026-03-04"), Day("2026-03-04"), Day("2026-03-11")],
            [Day("2026-01-01"), Day("2026-03-10")]));

    [Property(MaxTest = 1000)]
    public bool Certification_Covering_IffOneLiesWithinTheIntervalBefore(byte[] certified, byte day, byte interval)
    {
        var start = Day("2026-01-01");
        DateOnly[] on = [.. certified.Select(number => start.AddDays(number))];
        var days = interval + 1;
        var expected = on.Any(one => one <= start.AddDays(day) && start.AddDays(day).DayNumber - one.DayNumber <= days);
        return Certification.Covering(on, start.AddDays(day), days) is not null == expected;
    }

    /// <summary>2026-03-02 is a Monday.</summary>
    [Theory]
    [InlineData("2026-03-02", "2026-03-11")]
    [InlineData("2026-03-06", "2026-03-17")]
    [InlineData("2026-03-07", "2026-03-17")]
    public void PlanReview_FirstPlanDue_SevenWorkingDaysAfterAdmission(string admitted, string due) =>
        Assert.Equal(Day(due), PlanReview.FirstPlanDue(Day(admitted)));

    [Theory]
    [InlineData(3, "2026-03-09")]
    [InlineData(4, "2026-03-11")]
    [InlineData(5, null)]
    public void PlanReview_DueOnProgramDay_CountsDistinctDaysAfterTheLastReview(int every, string? due)
    {
        DateOnly[] days =
        [
            Day("2026-03-11"), Day("2026-03-02"), Day("2026-03-04"), Day("2026-03-04"), Day("2026-03-06"), Day("2026-03-09"),
        ];
        Assert.Equal(due is null ? null : Day(due), PlanReview.DueOnProgramDay(Day("2026-03-02"), every, days));
    }

    [Theory]
    [InlineData("2008-03-02", "2026-03-01", AgeGroup.Adolescent)]
    [InlineData("2008-03-02", "2026-03-02", AgeGroup.Adult)]
    [InlineData("2008-02-29", "2026-02-28", AgeGroup.Adolescent)]
    [InlineData("2008-02-29", "2026-03-01", AgeGroup.Adult)]
    public void AgeGroups_Of_TurnsOnTheEighteenthBirthday(string birth, string on, AgeGroup expected) =>
        Assert.Equal(expected, AgeGroups.Of(Day(birth), Day(on)));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
