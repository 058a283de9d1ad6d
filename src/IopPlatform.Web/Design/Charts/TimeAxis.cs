namespace IopPlatform.Web.Design;

/// <summary>
/// A real time axis: equal spans of days are equally wide, and a gap stays a gap. Both ends are inclusive days; an axis is never
/// shorter than <see cref="DaysLeast"/>, so that a single score does not look like a whole course.
/// </summary>
public sealed record TimeAxis
{
    public const int DaysLeast = 28;
    private static readonly int[] Steps = [7, 14, 28, 56, 91, 182, 364, 728, 1820];

    private TimeAxis(DateOnly from, DateOnly to) => (From, To) = (from, to);

    public DateOnly From { get; }

    public DateOnly To { get; }

    public int Days => To.DayNumber - From.DayNumber;

    /// <summary>
    /// The axis that holds all of these days; of none, the four weeks up to today. It goes on to today where the last day is not
    /// long ago, so that a missing score shows as room on the right; a course of the past ends with itself.
    /// </summary>
    public static TimeAxis Over(IEnumerable<DateOnly> days, DateOnly today)
    {
        DateOnly[] all = [.. days];
        if (all.Length == 0) return new(today.AddDays(-DaysLeast), today);
        var (from, to) = (all.Min(), all.Max());
        if (today > to && today.DayNumber - to.DayNumber <= DaysLeast) to = today;
        return new(from, to.DayNumber - from.DayNumber < DaysLeast ? from.AddDays(DaysLeast) : to);
    }

    /// <summary>0 at the first day, 100 at the last one; days outside are put on the edge.</summary>
    public double PercentOf(DateOnly day) => Math.Clamp(100.0 * (day.DayNumber - From.DayNumber) / Days, 0, 100);

    /// <summary>Days a whole number of weeks apart, from the first day on, at most so many.</summary>
    public IReadOnlyList<DateOnly> Ticks(int atMost)
    {
        var step = Array.Find(Steps, weeks => Days / weeks < atMost);
        if (step == 0) step = Days;
        return [.. Enumerable.Range(0, (Days / step) + 1).Select(at => From.AddDays(at * step))];
    }
}
