namespace IopPlatform.Clinical.Instruments;

public enum ChangeVerdict
{
    ImprovedReliably,
    NoReliableChange,
    DeterioratedReliably,

    /// <summary>The instrument has no published change rule, or a score lies outside of its range.</summary>
    NotComparable,
}

/// <summary>
/// The change between two scores with the numbers that led to the verdict. A null means that the pack defines no such
/// rule, not that the answer is no.
/// </summary>
/// <param name="Improvement">Points of improvement; negative for a change to the worse, whatever the direction.</param>
/// <param name="ReliableAt">Points (inclusive) from which a change counts as reliable.</param>
/// <param name="Meaningful">Whether the improvement reaches the smallest clinically important difference.</param>
/// <param name="Response">Whether the score fell by at least the pack's percentage of the baseline.</param>
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
}

/// <summary>Compares two scores of the same instrument.</summary>
public static class ChangeOverTime
{
    public static ScoreChange Compare(InstrumentPack pack, int baseline, int current)
    {
        var improvement = pack.HigherIsBetter ? current - baseline : baseline - current;
        if (pack.Change is not { } rule)
            return NotComparable($"{pack.Id} has no rule for reliable change.");
        if (pack.BandOf(baseline) is null || pack.BandOf(current) is null)
            return NotComparable($"A score of {pack.Id} lies between {pack.ScoreMin} and {pack.ScoreMax}.");

        var verdict = improvement >= rule.ReliableAt ? ChangeVerdict.ImprovedReliably
            : -improvement >= rule.ReliableAt ? ChangeVerdict.DeterioratedReliably
            : ChangeVerdict.NoReliableChange;
        return new(
            verdict,
            baseline,
            current,
            improvement,
            rule.ReliableAt,
            rule.MeaningfulAt is { } meaningful ? improvement >= meaningful : null,
            rule.ResponsePercent is { } percent ? Responded(percent) : null,
            rule.RemissionBelow is { } remission ? current < remission : null,
            $"{pack.Id} went from {baseline} to {current}; "
            + $"a change of {rule.ReliableAt} or more is reliable ({rule.Source}).")
        {
            NoLongerCase = rule.CaseAt is { } caseAt ? baseline >= caseAt && current < caseAt : null,
        };

        // From a baseline of 0 nothing can fall, so there is no response.
        bool Responded(int percent) => baseline > 0 && improvement * 100 >= baseline * percent;

        ScoreChange NotComparable(string why) =>
            new(ChangeVerdict.NotComparable, baseline, current, improvement, null, null, null, null, why);
    }

    /// <summary>The code on the wire: improved, no-reliable-change, deteriorated, not-comparable.</summary>
    public static string ToCode(this ChangeVerdict verdict) => verdict switch
    {
        ChangeVerdict.ImprovedReliably => "improved",
        ChangeVerdict.NoReliableChange => "no-reliable-change",
        ChangeVerdict.DeterioratedReliably => "deteriorated",
        ChangeVerdict.NotComparable => "not-comparable",
    };
}
