using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Tests;

/// <summary>A row has one letter a session, the oldest first: a attended, h half attended, m missed, e excused.</summary>
public sealed class AttendanceStreakTests
{
    [Theory]
    [InlineData("a", 0, false)]
    [InlineData("am", 1, false)]
    [InlineData("amm", 2, true)]
    [InlineData("mma", 0, false)]
    [InlineData("amem", 2, true)]
    [InlineData("ame", 1, false)]
    [InlineData("aee", 0, false)]
    [InlineData("mmm", 3, true)]
    [InlineData("", 0, false)]
    public void Compute_MissesInARow_ExcusedNeitherCountsNorEnds(string row, int misses, bool outreach)
    {
        var summary = AttendanceStreak.Compute(Marks(row));
        Assert.Equal((misses, outreach), (summary.MissesInARow, summary.OutreachDue));
    }

    [Theory]
    [InlineData("aaaam", 80, 80, 80, false)]
    [InlineData("aaam", 75, 75, 75, true)]
    [InlineData("aaah", 87.5, 87.5, 100, false)]
    [InlineData("aaae", 75, 100, 75, true)]
    public void Compute_Rates_InPercent(string row, double rate, double unexcused, double show, bool below)
    {
        var summary = AttendanceStreak.Compute(Marks(row));
        Assert.Equal(
            ((decimal)rate, (decimal)unexcused, (decimal)show, below),
            (summary.AttendanceRate * 100, summary.AttendanceRateUnexcused * 100, summary.ShowRate * 100, summary.BelowTarget));
    }

    [Fact]
    public void Compute_Nothing_NoRateRatherThanZero() =>
        Assert.Equal(new(0, null, null, null, false, false), AttendanceStreak.Compute([]));

    [Fact]
    public void Compute_OrderOfMarks_HasNoEffect() =>
        Assert.Equal(AttendanceStreak.Compute(Marks("aamem")), AttendanceStreak.Compute([.. Marks("aamem").Reverse()]));

    private static IReadOnlyList<AttendanceMark> Marks(string row) => [.. row.Select((letter, index) => new AttendanceMark(
        new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero).AddDays(index),
        letter switch { 'm' => AttendanceOutcome.Missed, 'e' => AttendanceOutcome.Excused, _ => AttendanceOutcome.Attended },
        180,
        letter switch { 'a' => 180, 'h' => 90, _ => 0 }))];
}
