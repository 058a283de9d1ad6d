namespace IopPlatform.Clinical.Instruments;

public enum ScoringMethod
{
    /// <summary>The sum of the scored items; a few blanks are replaced by the mean of the answered ones.</summary>
    Sum,

    /// <summary>The highest level that any item reaches; a blank that could matter makes it indeterminate.</summary>
    Triage,

    /// <summary>The sum of the scales, each with its own rule for blanks.</summary>
    SumOfScales,

    /// <summary>The mean of the scales; without one of them there is no total.</summary>
    MeanOfScales,

    /// <summary>Scales only: the authors publish no total.</summary>
    Profile,
}

/// <summary>How the answers become a score.</summary>
/// <param name="BlanksMax">
/// Sum: the most blanks (inclusive) that are filled with the mean; above, there is no score. SumOfScales: the most blanks
/// over all scales.
/// </param>
/// <param name="MissingSource">Where the rule for blanks comes from, and how sure that is.</param>
/// <param name="Triage">Triage: the levels, each reached by any positive answer among its items.</param>
/// <param name="IndeterminateText">Triage: what to do when a blank leaves the level open.</param>
/// <param name="Factor">Sum: what the sum is multiplied with, such as 4 for the percentage of the WHO-5.</param>
/// <param name="Decimals">Scores are whole numbers in units of this decimal place: with 2, a mean of 4.13 is 413.</param>
/// <param name="Scales">Subscales, in the order of the manual.</param>
public sealed record ScoringRule(
    ScoringMethod Method,
    string MissingSource,
    int BlanksMax = 0,
    IReadOnlyList<TriageLevel>? Triage = null,
    string? IndeterminateText = null,
    int Factor = 1,
    int Decimals = 0,
    IReadOnlyList<ScaleRule>? Scales = null);

/// <summary>One level of a triage: reached when any of the items is answered with 1 or more.</summary>
public sealed record TriageLevel(SafetyLevel Level, IReadOnlyList<string> Items, string Code, string Text);

public enum ScaleMethod
{
    Sum,
    Mean,
}

/// <summary>A subscale.</summary>
/// <param name="BlanksMax">The most blanks (inclusive) that take the mean of the scale's answered items.</param>
/// <param name="Bands">Bands of this scale; null where none are published.</param>
public sealed record ScaleRule(
    string Code,
    string Label,
    IReadOnlyList<string> Items,
    ScaleMethod Method = ScaleMethod.Sum,
    int BlanksMax = 0,
    bool HigherIsBetter = false,
    IReadOnlyList<ScoreBand>? Bands = null);

/// <summary>A severity band; both ends are inclusive.</summary>
public sealed record ScoreBand(string Code, string Label, int Min, int Max)
{
    internal static ScoreBand? Of(IEnumerable<ScoreBand> bands, int score) =>
        bands.FirstOrDefault(band => score >= band.Min && score <= band.Max);

    /// <summary>The same without an enumerator, for each scoring.</summary>
    internal static ScoreBand? Of(ScoreBand[] bands, int score)
    {
        foreach (var band in bands)
            if (score >= band.Min && score <= band.Max) return band;
        return null;
    }
}
