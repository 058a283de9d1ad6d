using FsCheck.Xunit;
using IopPlatform.Scheduling.Domain;

namespace IopPlatform.Scheduling.Tests.Domain;

public sealed class PresenceProperties
{
    private static readonly DateTimeOffset Origin = new(2026, 3, 2, 14, 0, 0, TimeSpan.Zero);

    /// <summary>Against counting the minutes one by one.</summary>
    [Property(MaxTest = 1000)]
    public bool AttendedMinutes_EqualTheCountedMinutes(byte start, byte length, byte clinical, short arrived, byte stayed)
    {
        int from = start, to = start + length + 1, came = arrived % 300, left = came + stayed;
        var counted = Enumerable.Range(from, to - from).Count(minute => minute >= came && minute < left);
        return Minutes(from, to, clinical, came, left) == Math.Min(counted, clinical);
    }

    [Property(MaxTest = 1000)]
    public bool AttendedMinutes_AreNeverNegativeNorMoreThanAnyBound(
        byte start, byte length, byte clinical, short arrived, short left)
    {
        int to = start + length + 1;
        var minutes = Minutes(start, to, clinical, arrived, left);
        return minutes >= 0 && minutes <= clinical && minutes <= length + 1 && minutes <= Math.Max(0, left - arrived);
    }

    [Property(MaxTest = 1000)]
    public bool AttendedMinutes_StayingLongerNeverCountsLess(
        byte start, byte length, byte clinical, short arrived, byte stayed, byte longer) =>
        Minutes(start, start + length + 1, clinical, arrived, arrived + stayed)
            <= Minutes(start, start + length + 1, clinical, arrived, arrived + stayed + longer);

    [Fact]
    public void AttendedMinutes_BrokenMinute_IsRoundedDown() => Assert.Equal(
        9, Presence.AttendedMinutes(Origin, Origin.AddMinutes(60), 50, Origin.AddSeconds(1), Origin.AddMinutes(10)));

    [Fact]
    public void AttendedMinutes_Breaks_AreNotCredited() => Assert.Equal(
        165, Presence.AttendedMinutes(Origin, Origin.AddMinutes(180), 165, Origin.AddMinutes(-20), Origin.AddMinutes(200)));

    private static int Minutes(int start, int end, int clinical, int arrived, int left) => Presence.AttendedMinutes(
        Origin.AddMinutes(start), Origin.AddMinutes(end), clinical, Origin.AddMinutes(arrived), Origin.AddMinutes(left));
}
