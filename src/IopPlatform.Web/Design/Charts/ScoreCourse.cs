namespace IopPlatform.Web.Design;

/// <summary>The scores of one instrument in one episode, with what is known about reading them.</summary>
public sealed record ScoreCourse
{
    /// <summary>As clinicians call it: "PHQ-9".</summary>
    public required string Name { get; init; }

    public int Min { get; init; }

    public required int Max { get; init; }

    public bool HigherIsBetter { get; init; }

    /// <summary>In any order; of several on one day, each is shown.</summary>
    public IReadOnlyList<ScoreDay> Points { get; init; } = [];

    /// <summary>Only bands that were validated; none for the PCL-5.</summary>
    public IReadOnlyList<ScoreBand> Bands { get; init; } = [];

    public ScoreCut? Cut { get; init; }

    /// <summary>Points (inclusive) from which a change exceeds the error of measurement; null: nobody has published it.</summary>
    public int? ReliableAt { get; init; }

    public int? ResponsePercent { get; init; }

    /// <summary>Exclusive.</summary>
    public int? RemissionBelow { get; init; }

    public IReadOnlyList<CourseMark> Marks { get; init; } = [];

    /// <summary>The item about suicide, as a row of its own: a falling total must not hide it.</summary>
    public SafetyItemCourse? SafetyItem { get; init; }

    /// <summary>As the service has judged it; null: judged here from <see cref="ReliableAt"/>.</summary>
    public ScoreTrend? Trend { get; init; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ScoreDay> Ordered => [.. Points.OrderBy(point => point.Day)];

    public ScoreBand? BandOf(int value) => Bands.FirstOrDefault(band => band.From <= value && value <= band.To);
}

/// <param name="Day">In the site's zone.</param>
public sealed record ScoreDay(DateOnly Day, int Value);

/// <summary>Both ends inclusive.</summary>
public sealed record ScoreBand(int From, int To, string Name);

/// <summary>A line from which on (inclusive) a score counts, where no bands were validated.</summary>
public sealed record ScoreCut(int At, string Name);

public sealed record CourseMark(DateOnly Day, CourseMarkKind Kind, string Text);

public enum CourseMarkKind
{
    ProgramStart,
    LevelOfCare,
    Medication,
    Other,
}

/// <param name="Name">"Item 9, thoughts of death or self-harm".</param>
/// <param name="Points">The answers, 0 to 3.</param>
public sealed record SafetyItemCourse(string Name, IReadOnlyList<ScoreDay> Points);
