using System.Globalization;
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
    [InlineData("2008-03-02", "2026-03-01", AgeGroup.Adolescent)]
    [InlineData("2008-03-02", "2026-03-02", AgeGroup.Adult)]
    [InlineData("2008-02-29", "2026-02-28", AgeGroup.Adolescent)]
    [InlineData("2008-02-29", "2026-03-01", AgeGroup.Adult)]
    public void AgeGroups_Of_TurnsOnTheEighteenthBirthday(string birth, string on, AgeGroup expected) =>
        Assert.Equal(expected, AgeGroups.Of(Day(birth), Day(on)));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
