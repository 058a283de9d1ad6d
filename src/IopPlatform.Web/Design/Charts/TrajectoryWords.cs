namespace IopPlatform.Web.Design;

/// <summary>What the trajectory shows, in words: nobody should have to read it from the line.</summary>
public static class TrajectoryWords
{
    /// <summary>"PHQ-9: −7 since Nov 2: reliable improvement, still moderate".</summary>
    public static string Heading(ScoreCourse course, DateOnly today)
    {
        var points = course.Ordered;
        if (points.Count == 0) return DesignText.Get("CourseEmpty", course.Name);
        var (first, last) = (points[0], points[^1]);
        if (points.Count == 1)
        {
            var band = course.BandOf(first.Value) is { } only ? DesignText.Get("BandIs", only.Name) : "";
            return DesignText.Get("CourseFirst", course.Name, first.Value, DesignText.Day(first.Day, today), band);
        }

        var change = last.Value - first.Value;
        return DesignText.Get(
            "CourseChange",
            course.Name,
            change == 0 ? DesignText.Get("CourseUnchanged") : DesignText.WithSign(change),
            DesignText.Day(first.Day, today),
            ScoreTrends.Words(ScoreTrends.Of(course)),
            Standing(course, first.Value, last.Value));
    }

    /// <summary>
    /// Response and remission beside the verdict, because which metric looks good depends on the baseline; then the direction.
    /// </summary>
    public static string Note(ScoreCourse course)
    {
        var points = course.Ordered;
        List<string> parts = [DesignText.Get(course.HigherIsBetter ? "HigherIsBetter" : "LowerIsBetter")];
        if (points.Count > 0)
            parts.Add(points.Count == 1 ? DesignText.Get("ScoresCountOne") : DesignText.Get("ScoresCount", points.Count));
        if (points.Count > 1)
        {
            if (Response(course, points[0].Value, points[^1].Value) is { } response) parts.Add(response);
            if (course.RemissionBelow is { } under)
                parts.Add(DesignText.Get(points[^1].Value < under ? "RemissionReached" : "RemissionNotYet", under));
        }

        return string.Join(" · ", parts);
    }

    /// <summary>"Nov 16: 11, moderate, −3 since the first": what a point says when it has the focus.</summary>
    public static string Point(ScoreCourse course, ScoreDay point, DateOnly today)
    {
        var band = course.BandOf(point.Value) is { } found ? DesignText.Get("BandIs", found.Name) : "";
        var first = course.Ordered[0];
        var change = ReferenceEquals(first, point) ? "" : DesignText.Get("PointChange", DesignText.WithSign(point.Value - first.Value));
        return DesignText.Get("PointText", DesignText.Day(point.Day, today), point.Value, band + change);
    }

    public static string SafetyItem(SafetyItemCourse item, DateOnly today)
    {
        ScoreDay[] points = [.. item.Points.OrderBy(point => point.Day)];
        if (points.Length == 0) return DesignText.Get("SafetyUnasked", item.Name);
        var last = points[^1];
        if (last.Value > 0) return DesignText.Get("SafetyNow", item.Name, last.Value, DesignText.Day(last.Day, today));
        var positive = Array.FindLastIndex(points, point => point.Value > 0);
        return positive < 0
            ? DesignText.Get("SafetyNever", item.Name)
            : DesignText.Get(
                "SafetySince", item.Name, DesignText.Day(points[positive + 1].Day, today), points.Max(point => point.Value));
    }

    private static string Standing(ScoreCourse course, int first, int last)
    {
        if (course.BandOf(last) is { } band)
            return DesignText.Get(band == course.BandOf(first) ? "BandStill" : "BandNow", band.Name);
        if (course.Cut is not { } cut) return "";
        var (was, stands) = (first >= cut.At, last >= cut.At);
        return DesignText.Get((was == stands, stands) switch
        {
            (true, true) => "CutStillAt",
            (true, false) => "CutStillBelow",
            (false, true) => "CutNowAt",
            (false, false) => "CutNowBelow",
        }, cut.At);
    }

    /// <summary>Of an instrument that falls; from 0 nothing can fall.</summary>
    private static string? Response(ScoreCourse course, int first, int last)
    {
        if (course.ResponsePercent is not { } percent || course.HigherIsBetter || first <= 0) return null;
        var fallen = (first - last) * 100;
        return fallen >= first * percent
            ? DesignText.Get("ResponseReached", percent)
            : DesignText.Get("ResponseNotYet", percent, DesignText.WithSign(-(int)Math.Floor((double)fallen / first)));
    }
}
