namespace IopPlatform.Clinical.Instruments;

public enum ChangeVerdict
{
    ImprovedReliably,
    NoReliableChange,
    DeterioratedReliably,

    /// <summary>The instrument has no published threshold of reliable change, or a score lies outside of its range.</summary>
    NotComparable,
}

/// <summary>
/// The change between two scores with the numbers that led to the verdict. A null means that the pack defines no such
/// rule, not that the answer is no.
/// </summary>
/// <param name="Improvement">Points of improvement; negative for a change to the worse, whatever the direction.</param>
/// <param name="ReliableAt">Points (inclusive) from which a change counts as reliable.</param>
/// <param name="Meaningful">Whether the improvement reaches the smallest clinically important difference.</param>
/// <param name="Response">Whether the score improved by at least the pack's percentage of the baseline, or its points.</param>
/// <param name="InRemission">Whether the current score is below the remission border, whatever the baseline was.</param>
public sealed record ScoreChange(
    ChangeVerdict Verdict,
    int Baseline,
    int Current,
    int Improvement,
    int? ReliableAt,
    bool? Meaningful,
    bool? Response,
    bool? InRemission,
    string Explanation)
{
    /// <summary>Whether the baseline was that of a clinical case and the current score no longer is.</summary>
    public bool? NoLongerCase { get; init; }

    /// <summary>Reliable improvement that also left the range of a clinical case (clinically significant change).</summary>
    public bool? ReliableRecovery { get; init; }

    /// <summary>The index with its coefficient, where a coefficient and a spread are known.</summary>
    public ReliableChange? Index { get; init; }
}

/// <summary>Compares two scores of the same instrument.</summary>
public static class ChangeOverTime
{
    /// <param name="standardDeviation">Of the provider's own baselines, for the index; null: that of the published study.</param>
    public static ScoreChange Compare(InstrumentPack pack, int baseline, int current, double? standardDeviation = null)
    {
        var improvement = pack.HigherIsBetter ? current - baseline : baseline - current;
        if (pack.Change is not { } rule)
            return NotComparable(pack, baseline, current, improvement, $"{pack.Id} has no rule for reliable change.");
        if (pack.BandOf(baseline) is null || pack.BandOf(current) is null)
        {
            return NotComparable(
                pack, baseline, current, improvement, $"A score of {pack.Id} lies between {pack.ScoreMin} and {pack.ScoreMax}.");
        }

        var verdict = VerdictOf(rule, improvement);
        bool? noLongerCase = rule.CaseAt is { } caseAt ? baseline >= caseAt && current < caseAt : null;
        return new(
            verdict,
            baseline,
            current,
            improvement,
            rule.ReliableAt,
            rule.MeaningfulAt is { } meaningful ? improvement >= meaningful : null,
            ResponseOf(rule, baseline, improvement),
            rule.RemissionBelow is { } remission ? current < remission : null,
            Explain(pack, rule, baseline, current))
        {
            NoLongerCase = noLongerCase,
            ReliableRecovery = noLongerCase is { } left && rule.ReliableAt is not null
                ? left && verdict == ChangeVerdict.ImprovedReliably
                : null,
            Index = rule.Reliability is { } reliability ? ReliableChange.Of(reliability, improvement, standardDeviation) : null,
        };
    }

    /// <summary>The code on the wire: improved, no-reliable-change, deteriorated, not-comparable.</summary>
    public static string ToCode(this ChangeVerdict verdict) => verdict switch
    {
        ChangeVerdict.ImprovedReliably => "improved",
        ChangeVerdict.NoReliableChange => "no-reliable-change",
        ChangeVerdict.DeterioratedReliably => "deteriorated",
        ChangeVerdict.NotComparable => "not-comparable",
    };

    private static ChangeVerdict VerdictOf(ChangeRule rule, int improvement) => rule.ReliableAt switch
    {
        null => ChangeVerdict.NotComparable,
        { } points when improvement >= points => ChangeVerdict.ImprovedReliably,
        { } points when -improvement >= points => ChangeVerdict.DeterioratedReliably,
        _ => ChangeVerdict.NoReliableChange,
    };

    /// <summary>From a baseline of 0 nothing can fall, so there is no response.</summary>
    private static bool? ResponseOf(ChangeRule rule, int baseline, int improvement) => rule switch
    {
        { ResponsePercent: { } percent } => baseline > 0 && improvement * 100 >= baseline * percent,
        { ResponsePoints: { } points } => improvement >= points,
        _ => null,
    };

    private static string Explain(InstrumentPack pack, ChangeRule rule, int baseline, int current)
    {
        var change = $"{pack.Id} went from {pack.Show(baseline)} to {pack.Show(current)}; ";
        return change + (rule.ReliableAt is { } points
            ? $"a change of {pack.Show(points)} or more is reliable ({rule.Source})."
            : $"no threshold of reliable change is published ({rule.Source}).");
    }

    private static ScoreChange NotComparable(InstrumentPack pack, int baseline, int current, int improvement, string why) =>
        new(ChangeVerdict.NotComparable, baseline, current, improvement, null, null, null, null, why);
}
