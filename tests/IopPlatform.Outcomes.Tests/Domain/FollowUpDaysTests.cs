using IopPlatform.Outcomes.Domain;

namespace IopPlatform.Outcomes.Tests.Domain;

public sealed class FollowUpDaysTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-03-06T18:00:00Z");

    [Fact]
    public void After_Discharge_IsAWeekToAYear() => Assert.Equal(
        [new(2026, 3, 8), new(2026, 3, 31), new(2026, 5, 30), new(2026, 8, 28), new DateOnly(2027, 3, 1)],
        FollowUpDays.After(new DateOnly(2026, 3, 1)));

    [Theory]
    // The clocks go forward on 8 March 2026 and back on 1 November 2026.
    [InlineData("2026-03-07", "America/Denver", "2026-03-07T16:00:00Z")]
    [InlineData("2026-03-08", "America/Denver", "2026-03-08T15:00:00Z")]
    [InlineData("2026-10-31", "America/Denver", "2026-10-31T15:00:00Z")]
    [InlineData("2026-11-01", "America/Denver", "2026-11-01T16:00:00Z")]
    [InlineData("2026-11-01", "America/Phoenix", "2026-11-01T16:00:00Z")]
    [InlineData("2026-03-08", "America/New_York", "2026-03-08T13:00:00Z")]
    [InlineData("2026-03-08", "Pacific/Honolulu", "2026-03-08T19:00:00Z")]
    [InlineData("2026-03-08", null, "2026-03-08T09:00:00Z")]
    [InlineData("2026-03-08", "Nowhere/Land", "2026-03-08T09:00:00Z")]
    public void DueAt_ComingDay_IsNineInTheMorningThere(string dueOn, string? zone, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected), FollowUpDays.DueAt(DateOnly.Parse(dueOn), zone, Now));

    [Theory]
    [InlineData("2026-03-06")]
    [InlineData("2026-03-05")]
    [InlineData("2020-01-01")]
    public void DueAt_TodayOrEarlier_IsNow(string dueOn) =>
        Assert.Equal(Now, FollowUpDays.DueAt(DateOnly.Parse(dueOn), "America/Denver", Now));

    [Fact]
    public void DueAt_TomorrowInUtcButTodayAtTheSite_IsNow()
    {
        var evening = DateTimeOffset.Parse("2026-03-07T03:00:00Z");
        Assert.Equal(evening, FollowUpDays.DueAt(new DateOnly(2026, 3, 6), "America/Denver", evening));
        Assert.True(FollowUpDays.DueAt(new DateOnly(2026, 3, 7), "America/Denver", evening) > evening);
    }
}
