namespace IopPlatform.Web.Design;

/// <summary>The same numbers as in the picture, one row for each score, and one for each day with the safety item alone.</summary>
public static class TrajectoryTable
{
    public static IReadOnlyList<string> Columns(ScoreCourse course) =>
    [
        DesignText.Get("ColumnDay"),
        DesignText.Get("ColumnScore"),
        .. course.Bands.Count > 0 ? [DesignText.Get("ColumnBand")] : Array.Empty<string>(),
        DesignText.Get("ColumnChange"),
        .. course.SafetyItem is { } item ? [item.Name] : Array.Empty<string>(),
    ];

    public static IReadOnlyList<IReadOnlyList<string>> Rows(ScoreCourse course, DateOnly today)
    {
        var points = course.Ordered;
        var answers = (course.SafetyItem?.Points ?? []).OrderBy(answer => answer.Day).ToList();
        List<(DateOnly Day, IReadOnlyList<string> Cells)> rows = [];
        foreach (var point in points)
        {
            var answer = answers.Find(found => found.Day == point.Day);
            if (answer is not null) answers.Remove(answer);
            rows.Add((point.Day, Row(course, points[0], point, answer, today)));
        }

        foreach (var answer in answers) rows.Add((answer.Day, Row(course, null, null, answer, today)));
        return [.. rows.OrderBy(row => row.Day).Select(row => row.Cells)];
    }

    private static List<string> Row(
        ScoreCourse course, ScoreDay? first, ScoreDay? point, ScoreDay? answer, DateOnly today)
    {
        var day = DesignText.Day((point ?? answer)!.Day, today);
        List<string> cells = [day, point is null ? DesignText.Get("NotMeasured") : $"{point.Value}"];
        if (course.Bands.Count > 0) cells.Add(point is null ? "" : course.BandOf(point.Value)?.Name ?? "");
        cells.Add(point is null || first is null || ReferenceEquals(first, point)
            ? ""
            : DesignText.WithSign(point.Value - first.Value));
        if (course.SafetyItem is not null) cells.Add(answer is null ? DesignText.Get("NotMeasured") : $"{answer.Value}");
        return cells;
    }
}
