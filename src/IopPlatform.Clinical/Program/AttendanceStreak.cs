namespace IopPlatform.Clinical.Program;

public enum AttendanceOutcome
{
    Attended,
    Missed,
    Excused,
}

/// <summary>What became of one session that took place; minutes are clinical minutes.</summary>
public sealed record AttendanceMark(
    DateTimeOffset Start, AttendanceOutcome Outcome, int ScheduledMinutes, int AttendedMinutes);

/// <summary>Attendance in numbers. A rate is between 0 and 1, and null when there was nothing to attend.</summary>
/// <param name="MissesInARow">
/// Unexcused misses since the last attended session; an excused one neither counts nor ends the row.
/// </param>
/// <param name="AttendanceRate">Attended over scheduled minutes, excused sessions included.</param>
/// <param name="AttendanceRateUnexcused">The same without the excused sessions.</param>
/// <param name="ShowRate">Attended over all sessions.</param>
public sealed record AttendanceSummary(
    int MissesInARow,
    decimal? AttendanceRate,
    decimal? AttendanceRateUnexcused,
    decimal? ShowRate,
    bool OutreachDue,
    bool BelowTarget);

/// <summary>
/// Misses in a row and attendance rates. Outreach after 2 misses and the alert below 80 % are defaults of the platform
/// (general knowledge, no confirmed source).
/// </summary>
public static class AttendanceStreak
{
    public const int OutreachAtMisses = 2;
    public const decimal TargetRate = 0.80m;

    /// <summary>The order of the marks does not matter; their start instants do.</summary>
    public static AttendanceSummary Compute(IReadOnlyList<AttendanceMark> marks)
    {
        var rate = Rate(marks);
        var attended = marks.Count(mark => mark.Outcome == AttendanceOutcome.Attended);
        var misses = marks
            .OrderByDescending(mark => mark.Start)
            .TakeWhile(mark => mark.Outcome != AttendanceOutcome.Attended)
            .Count(mark => mark.Outcome == AttendanceOutcome.Missed);
        return new(
            misses,
            rate,
            Rate(marks.Where(mark => mark.Outcome != AttendanceOutcome.Excused)),
            marks.Count > 0 ? (decimal)attended / marks.Count : null,
            misses >= OutreachAtMisses,
            rate < TargetRate);
    }

    private static decimal? Rate(IEnumerable<AttendanceMark> marks)
    {
        var scheduled = 0;
        var attended = 0;
        foreach (var mark in marks)
        {
            scheduled += Math.Max(0, mark.ScheduledMinutes);
            if (mark.Outcome == AttendanceOutcome.Attended)
                attended += Math.Clamp(mark.AttendedMinutes, 0, Math.Max(0, mark.ScheduledMinutes));
        }
        return scheduled > 0 ? (decimal)attended / scheduled : null;
    }
}
