namespace IopPlatform.Web.Design;

/// <summary>Many small courses on one scale: the same days from left to right, the same scores from bottom to top.</summary>
public sealed record MultiplesGeometry(TimeAxis Time, ValueAxis Values, IReadOnlyList<SmallCourse> Courses)
{
    public const double Height = 44;

    /// <summary>What is older than this many weeks has left the picture (the table keeps it).</summary>
    private const int WeeksMost = 12;

    public static MultiplesGeometry Of(IReadOnlyList<CaseloadCourse> items, DateOnly today)
    {
        var since = today.AddDays(-7 * WeeksMost);
        var time = TimeAxis.Over(
            [today, .. items.SelectMany(item => item.Course.Points).Select(point => point.Day).Where(day => day >= since && day <= today)],
            today);
        var values = new ValueAxis(
            items.Select(item => item.Course.Min).DefaultIfEmpty(0).Min(),
            items.Select(item => item.Course.Max).DefaultIfEmpty(1).Max(),
            Height);
        return new(time, values, [.. items.Select(item => Place(item.Course, time, values))]);
    }

    private static SmallCourse Place(ScoreCourse course, TimeAxis time, ValueAxis values)
    {
        ScoreDay[] shown = [.. course.Ordered.Where(point => point.Day >= time.From && point.Day <= time.To)];
        var gap = TrajectoryGeometry.GapDays(shown);
        return new(
            [
                .. shown.Zip(shown.Skip(1))
                    .Where(pair => pair.Second.Day.DayNumber - pair.First.Day.DayNumber <= gap)
                    .Select(pair => new PlacedLine(
                        time.PercentOf(pair.First.Day), values.PixelsOf(pair.First.Value),
                        time.PercentOf(pair.Second.Day), values.PixelsOf(pair.Second.Value))),
            ],
            shown.Length == 0 ? null : (time.PercentOf(shown[^1].Day), values.PixelsOf(shown[^1].Value)),
            shown.Length == 0 ? null : (time.PercentOf(shown[0].Day), values.PixelsOf(shown[0].Value)),
            course.Cut is { } cut ? values.PixelsOf(cut.At) : null);
    }
}

/// <param name="Last">Null where nothing stands in the picture.</param>
public sealed record SmallCourse(
    IReadOnlyList<PlacedLine> Lines, (double X, double Y)? Last, (double X, double Y)? First, double? Cut);
