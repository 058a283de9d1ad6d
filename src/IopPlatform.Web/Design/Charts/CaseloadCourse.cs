namespace IopPlatform.Web.Design;

/// <summary>One patient's course among the others of a caseload.</summary>
/// <param name="Name">As the reader may see it.</param>
public sealed record CaseloadCourse(string Name, ScoreCourse Course)
{
    public string? Href { get; init; }

    public int? ProgramWeek { get; init; }

    /// <summary>When the next score is due; in the past: overdue.</summary>
    public DateOnly? NextDueOn { get; init; }
}

/// <summary>Why somebody stands where they stand, most urgent first.</summary>
public enum CaseloadLook
{
    Worse,
    NoChange,
    Overdue,
    NotMeasured,
    None,
    Improved,
}

/// <summary>A caseload sorted by who needs a look, not by score: a high score that falls is good news.</summary>
public static class NeedsALook
{
    public const int ShownMost = 24;
    private const int WeekOfFirstJudgment = 3;

    public static CaseloadLook Of(CaseloadCourse item, DateOnly today) => ScoreTrends.Of(item.Course) switch
    {
        ScoreTrend.Deteriorated => CaseloadLook.Worse,
        ScoreTrend.NoReliableChange when item.ProgramWeek >= WeekOfFirstJudgment => CaseloadLook.NoChange,
        ScoreTrend.Improved or ScoreTrend.NoReliableChange or ScoreTrend.NotComparable when item.NextDueOn < today =>
            CaseloadLook.Overdue,
        ScoreTrend.Improved => CaseloadLook.Improved,
        ScoreTrend.NoReliableChange or ScoreTrend.NotComparable =>
            item.Course.Points.Count == 0 ? CaseloadLook.NotMeasured : CaseloadLook.None,
    };

    /// <summary>Whether it counts as one that needs a look.</summary>
    public static bool Wants(CaseloadLook look) => look is CaseloadLook.Worse or CaseloadLook.NoChange or CaseloadLook.Overdue;

    /// <summary>Within the same reason the longest overdue first, then by name, so that the order is stable.</summary>
    public static IReadOnlyList<(CaseloadCourse Item, CaseloadLook Look)> Sort(IEnumerable<CaseloadCourse> items, DateOnly today) =>
    [
        .. items
            .Select(item => (Item: item, Look: Of(item, today)))
            .OrderBy(pair => pair.Look)
            .ThenBy(pair => pair.Item.NextDueOn ?? DateOnly.MaxValue)
            .ThenBy(pair => pair.Item.Name, StringComparer.Ordinal),
    ];

    public static string Words(CaseloadLook look, CaseloadCourse item, DateOnly today) => look switch
    {
        CaseloadLook.Worse => DesignText.Get("LookWorse"),
        CaseloadLook.NoChange => DesignText.Get("LookNoChange", item.ProgramWeek ?? 0),
        CaseloadLook.Overdue => DesignText.Get("LookOverdue", today.DayNumber - (item.NextDueOn ?? today).DayNumber),
        CaseloadLook.NotMeasured => DesignText.Get("LookNotMeasured"),
        CaseloadLook.None => DesignText.Get("LookNone"),
        CaseloadLook.Improved => DesignText.Get("LookImproved"),
    };

    public static StatusTone Tone(CaseloadLook look) => look switch
    {
        CaseloadLook.Worse => StatusTone.Overdue,
        CaseloadLook.NoChange => StatusTone.Due,
        CaseloadLook.Overdue => StatusTone.Waiting,
        CaseloadLook.NotMeasured or CaseloadLook.None => StatusTone.Neutral,
        CaseloadLook.Improved => StatusTone.Done,
    };
}
