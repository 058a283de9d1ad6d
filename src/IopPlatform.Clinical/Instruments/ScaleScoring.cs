namespace IopPlatform.Clinical.Instruments;

/// <summary>The scores of the scales and their exact sum, which is null when one of them has no score.</summary>
internal readonly record struct ScaleResults(IReadOnlyList<ScaleScore> Scores, Fraction? Sum, string? FirstReason);

/// <summary>Subscales: a sum or a mean each, with its own rule for blanks.</summary>
internal static class ScaleScoring
{
    public static ScaleResults Score(ScoringPlan plan, AnswerSet answers)
    {
        if (plan.Scales.Length == 0) return new([], null, null);
        var scores = new ScaleScore[plan.Scales.Length];
        Fraction? sum = Fraction.Zero;
        string? reason = null;
        for (var at = 0; at < scores.Length; at++)
        {
            var exact = Exact(plan, plan.Scales[at], answers.Count(plan, plan.Scales[at].Items), out scores[at]);
            sum = sum is { } before && exact is { } one ? before + one : null;
            reason ??= scores[at].Reason;
        }
        return new(scores, sum, reason);
    }

    /// <summary>In units of the pack's last decimal place.</summary>
    private static Fraction? Exact(ScoringPlan plan, PlannedScale scale, Tally tally, out ScaleScore score)
    {
        var rule = scale.Rule;
        var blanks = AnswerSet.Numbers(plan, tally.Blanks);
        if (!tally.CanBeFilled(rule.BlanksMax))
        {
            score = new(rule.Code, null, null, ReasonOf(plan, rule, tally)) { Blanks = blanks };
            return null;
        }

        var exact = (rule.Method == ScaleMethod.Mean ? tally.Mean : tally.FilledSum).Times(PowerOfTen(plan.Pack.Scoring.Decimals));
        var band = rule.Bands is { } bands ? ScoreBand.Of(bands, exact.Rounded)?.Code : null;
        score = new(rule.Code, exact.Rounded, band, null) { Blanks = blanks };
        return exact;
    }

    private static string ReasonOf(ScoringPlan plan, ScaleRule rule, Tally tally) => tally.Blanks != 0
        ? $"{rule.Label}: {tally.BlankCount} of {tally.Items} items are blank; at most {rule.BlanksMax} may be."
        : $"{rule.Label}: it is open whether item {AnswerSet.Numbers(plan, tally.Open)[0]} had to be asked.";

    private static int PowerOfTen(int decimals) => decimals switch { 0 => 1, 1 => 10, 2 => 100, _ => 1000 };
}
