namespace IopPlatform.Web.Design;

/// <summary>Where everything of a trajectory stands: x in percent of the width, y in pixels from the top.</summary>
public sealed record TrajectoryGeometry
{
    public const double Height = 208;

    /// <summary>Percent that stays free on both sides, so that dots and numbers at the ends keep clear of the scale and the names.</summary>
    private const double Inset = 4;
    private const double LabelAbove = -11;
    private const double LabelBelow = 19;

    /// <summary>Marks nearer than this (percent) take another lane, so that their letters stay apart on a phone.</summary>
    private const double LaneGap = 7;

    /// <summary>More marks than these lanes hold share the last one.</summary>
    public const int LanesMax = 3;

    public required TimeAxis Time { get; init; }

    public required ValueAxis Values { get; init; }

    public required IReadOnlyList<PlacedPoint> Points { get; init; }

    /// <summary>Between neighbors that belong together; none across a gap.</summary>
    public required IReadOnlyList<PlacedLine> Lines { get; init; }

    public required IReadOnlyList<PlacedBand> Bands { get; init; }

    /// <summary>Baseline ± reliable change, cut off at the ends of the scale.</summary>
    public PlacedRange? Range { get; init; }

    public required IReadOnlyList<PlacedMark> Marks { get; init; }

    public double? Cut { get; init; }

    /// <summary>Percent of the width.</summary>
    public double XOf(DateOnly day) => XOf(Time, day);

    public int Lanes => Marks.Count == 0 ? 0 : Marks.Max(mark => mark.Lane) + 1;

    /// <summary>Smaller where many stand side by side.</summary>
    public double Radius => Points.Count switch
    {
        <= 20 => 4.5,
        <= 60 => 3.5,
        _ => 2,
    };

    public static TrajectoryGeometry Of(ScoreCourse course, DateOnly today)
    {
        var points = course.Ordered;
        var time = TimeAxis.Over(
            [.. points.Select(point => point.Day), .. course.Marks.Select(mark => mark.Day), .. SafetyDays(course)], today);
        var values = new ValueAxis(course.Min, course.Max, Height);
        var placed = Place(points, time, values, course.HigherIsBetter);
        return new()
        {
            Time = time,
            Values = values,
            Points = placed,
            Lines = Join(placed, GapDays(points)),
            Bands = [.. course.Bands.OrderBy(band => band.From).Select((band, at) => Place(band, at, course.Bands.Count, values))],
            Range = points.Count > 0 && course.ReliableAt is { } reliable ? RangeOf(points[0].Value, reliable, values) : null,
            Marks = Place(course.Marks, time),
            Cut = course.Cut is { } cut ? values.PixelsOf(cut.At) : null,
        };
    }

    /// <summary>
    /// From so many days without a score on, the line is broken: two weeks, or two and a half times the usual distance where
    /// the instrument is asked less often than weekly.
    /// </summary>
    public static double GapDays(IReadOnlyList<ScoreDay> ordered)
    {
        int[] distances = [.. ordered.Zip(ordered.Skip(1), (one, next) => next.Day.DayNumber - one.Day.DayNumber).Order()];
        return distances.Length == 0 ? 14 : Math.Max(14, 2.5 * distances[distances.Length / 2]);
    }

    private static double XOf(TimeAxis time, DateOnly day) => Inset + (time.PercentOf(day) * (100 - (2 * Inset)) / 100);

    private static IEnumerable<DateOnly> SafetyDays(ScoreCourse course) =>
        course.SafetyItem?.Points.Select(point => point.Day) ?? [];

    private static PlacedPoint[] Place(IReadOnlyList<ScoreDay> points, TimeAxis time, ValueAxis values, bool higherIsBetter)
    {
        double[] xs = [.. points.Select(point => XOf(time, point.Day))];
        var best = BestAt(points, higherIsBetter);
        return
        [
            .. points.Select((point, at) =>
            {
                var y = values.PixelsOf(point.Value);
                // The reach of a point is the column up to the middle between it and its neighbors.
                var from = at == 0 ? 0 : (xs[at - 1] + xs[at]) / 2;
                var to = at == points.Count - 1 ? 100 : (xs[at] + xs[at + 1]) / 2;
                var labeled = at == 0 || at == points.Count - 1 || at == best;
                var near = labeled && at == best && at != points.Count - 1 && at != 0;
                return new PlacedPoint(point, xs[at], y, from, to, labeled ? LabelOffset(y, near) : null);
            }),
        ];
    }

    /// <summary>The best score gets its number below, so that it keeps clear of the last one's.</summary>
    private static double LabelOffset(double y, bool below) =>
        below ? (y + LabelBelow > Height ? LabelAbove : LabelBelow) : (y + LabelAbove < 8 ? LabelBelow : LabelAbove);

    /// <summary>The latest of the best scores: the lowest ones, or the highest where higher is better.</summary>
    private static int BestAt(IReadOnlyList<ScoreDay> points, bool higherIsBetter)
    {
        var best = -1;
        for (var at = 0; at < points.Count; at++)
        {
            if (best < 0 || (higherIsBetter ? points[at].Value >= points[best].Value : points[at].Value <= points[best].Value)) best = at;
        }

        return best;
    }

    private static PlacedLine[] Join(PlacedPoint[] points, double gapDays) =>
    [
        .. points.Zip(points.Skip(1))
            .Where(pair => pair.Second.Score.Day.DayNumber - pair.First.Score.Day.DayNumber <= gapDays)
            .Select(pair => new PlacedLine(pair.First.X, pair.First.Y, pair.Second.X, pair.Second.Y)),
    ];

    /// <summary>Borders lie halfway between two scores, so that every point stands clearly in one band.</summary>
    private static PlacedBand Place(ScoreBand band, int at, int count, ValueAxis values)
    {
        var top = values.PixelsOf(at == count - 1 ? band.To : band.To + 0.5);
        var bottom = values.PixelsOf(at == 0 ? band.From : band.From - 0.5);
        // Five greys; more bands than that share the darkest one.
        return new(band, Math.Min(at + 1, 5), top, Math.Max(0, bottom - top));
    }

    private static PlacedRange RangeOf(int baseline, int reliable, ValueAxis values)
    {
        var (top, bottom) = (values.PixelsOf(baseline + reliable), values.PixelsOf(baseline - reliable));
        return new(
            top, bottom, values.PixelsOf(baseline), baseline + reliable <= values.Max, baseline - reliable >= values.Min);
    }

    private static PlacedMark[] Place(IReadOnlyList<CourseMark> marks, TimeAxis time)
    {
        List<PlacedMark> placed = [];
        var ends = Enumerable.Repeat(double.NegativeInfinity, LanesMax).ToArray();
        foreach (var (mark, at) in marks.OrderBy(mark => mark.Day).Select((mark, at) => (mark, at)))
        {
            var x = XOf(time, mark.Day);
            var lane = Array.FindIndex(ends, end => x - end >= LaneGap);
            if (lane < 0) lane = LanesMax - 1;
            ends[lane] = x;
            placed.Add(new(mark, x, lane, Letter(at)));
        }

        return [.. placed];
    }

    /// <summary>A to Z, then A2 to Z2 and so on.</summary>
    private static string Letter(int at) => at < 26 ? $"{(char)('A' + at)}" : $"{(char)('A' + (at % 26))}{(at / 26) + 1}";
}

/// <param name="ReachFrom">Percent; the reaches of all points cover the picture without a gap or an overlap.</param>
/// <param name="LabelOffset">Pixels from the point to its number's base line; null: without a number.</param>
public sealed record PlacedPoint(ScoreDay Score, double X, double Y, double ReachFrom, double ReachTo, double? LabelOffset);

public sealed record PlacedLine(double X1, double Y1, double X2, double Y2);

/// <param name="Grey">1 to 5.</param>
public sealed record PlacedBand(ScoreBand Band, int Grey, double Top, double Height);

/// <param name="HasTop">Whether a change to the top can be reliable at all, or the scale ends before.</param>
public sealed record PlacedRange(double Top, double Bottom, double Baseline, bool HasTop, bool HasBottom);

public sealed record PlacedMark(CourseMark Mark, double X, int Lane, string Letter);
