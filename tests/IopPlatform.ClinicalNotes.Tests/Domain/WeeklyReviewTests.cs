using IopPlatform.ClinicalNotes.Domain;

namespace IopPlatform.ClinicalNotes.Tests.Domain;

public sealed class WeeklyReviewTests
{
    [Theory]
    [InlineData("continue", "iop", null, "iop")]
    [InlineData("continue", "iop", "iop", "iop")]
    [InlineData("continue", "iop", "php", null)]
    [InlineData("discharge", "iop", null, "iop")]
    [InlineData("step-down", "iop", "outpatient", "outpatient")]
    [InlineData("step-down", "iop", "php", null)]
    [InlineData("step-down", "iop", "iop", null)]
    [InlineData("step-down", "iop", null, null)]
    [InlineData("step-up", "iop", "php", "php")]
    [InlineData("step-up", "iop", "outpatient", null)]
    [InlineData("step-up", "iop", "nonsense", null)]
    public void Decide_DecisionAndLevels_LevelFromNowOn(string decision, string current, string? asked, string? level)
    {
        var (next, problem) = WeeklyReview.Decide(decision, current, asked);
        Assert.Equal(level, next);
        Assert.Equal(level is null, problem is not null);
    }

    [Fact]
    public void NextDue_IsTheSundayOfTheFollowingWeek() =>
        Assert.Equal(new DateOnly(2026, 1, 18), WeeklyReview.NextDue(new DateOnly(2026, 1, 5)));
}
