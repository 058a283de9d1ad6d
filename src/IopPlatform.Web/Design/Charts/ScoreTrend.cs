namespace IopPlatform.Web.Design;

/// <summary>The latest score against the first one.</summary>
public enum ScoreTrend
{
    Improved,
    NoReliableChange,
    Deteriorated,

    /// <summary>Fewer than two scores, or no published rule.</summary>
    NotComparable,
}

public static class ScoreTrends
{
    /// <summary>From the trend's code on the wire; null for a course without one, which is then judged from its own rule.</summary>
    public static ScoreTrend? FromCode(string? code) => code switch
    {
        "improved" => ScoreTrend.Improved,
        "no-reliable-change" => ScoreTrend.NoReliableChange,
        "deteriorated" => ScoreTrend.Deteriorated,
        "not-comparable" => ScoreTrend.NotComparable,
        _ => null,
    };

    /// <summary>The same rule as the services': a change of <see cref="ScoreCourse.ReliableAt"/> or more is reliable.</summary>
    public static ScoreTrend Of(ScoreCourse course)
    {
        var points = course.Ordered;
        if (points.Count < 2) return ScoreTrend.NotComparable;
        if (course.Trend is { } judged) return judged;
        if (course.ReliableAt is not { } reliable) return ScoreTrend.NotComparable;
        var raised = points[^1].Value - points[0].Value;
        var improvement = course.HigherIsBetter ? raised : -raised;
        return improvement >= reliable ? ScoreTrend.Improved
            : -improvement >= reliable ? ScoreTrend.Deteriorated
            : ScoreTrend.NoReliableChange;
    }

    public static string Words(ScoreTrend trend) => DesignText.Get(trend switch
    {
        ScoreTrend.Improved => "TrendImproved",
        ScoreTrend.NoReliableChange => "TrendNoReliableChange",
        ScoreTrend.Deteriorated => "TrendDeteriorated",
        ScoreTrend.NotComparable => "TrendNotComparable",
    });
}
