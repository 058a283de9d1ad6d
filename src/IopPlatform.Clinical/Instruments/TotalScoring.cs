using System.Numerics;

namespace IopPlatform.Clinical.Instruments;

/// <summary>Sums, sums and means of scales, and profiles, with the pack's rules for blanks.</summary>
internal static class TotalScoring
{
    public static ScoreResult Score(ScoringPlan plan, AnswerSet answers, Respondent who)
    {
        var scales = ScaleScoring.Score(plan, answers);
        var total = TotalOf(plan, answers, scales);
        var safety = FindingsOf(plan, answers);
        var blanks = AnswerSet.Numbers(plan, answers.Blank & plan.Scored);
        var algorithms = AlgorithmScoring.Score(plan, answers);
        var flags = FlagScoring.Score(plan, answers, total.Value, scales.Scores);
        if (total.Reason is { } reason)
        {
            return new Unscorable(reason, "unscorable", safety)
            {
                Blanks = blanks,
                Scales = scales.Scores,
                Algorithms = algorithms,
                Flags = flags,
                Possible = PossibleOf(plan, answers),
            };
        }
        if (total.Value is not { } value)
        {
            return new Scored(null, Scored.ProfileBand, safety)
            {
                Blanks = blanks,
                Scales = scales.Scores,
                Algorithms = algorithms,
                Flags = flags,
            };
        }

        var screen = ScreenDecision.Of(plan.Pack, value, who);
        return new Scored(value, ScoreBand.Of(plan.Bands, value)?.Code ?? "", safety)
        {
            Blanks = blanks,
            Scales = scales.Scores,
            Algorithms = algorithms,
            Flags = flags,
            Prorated = total.Filled,
            Screen = screen,
            ScreenPositive = screen is not null ? screen.Positive : ReachesTheOneCutOff(plan.Pack, value),
        };
    }

    private static bool? ReachesTheOneCutOff(InstrumentPack pack, int value) =>
        pack.ScreenPositiveAt is { } at ? ScreenDecision.Reaches(pack, value, at) : null;

    private static Total TotalOf(ScoringPlan plan, AnswerSet answers, ScaleResults scales)
    {
        var blankSafety = plan.Scored & plan.Safety & answers.Blank;
        if (blankSafety != 0)
        {
            var number = plan.Items[BitOperations.TrailingZeroCount(blankSafety)].Number;
            return Total.Without($"Item {number} is a safety item and is blank; it is never estimated.");
        }

        return plan.Pack.Scoring.Method switch
        {
            ScoringMethod.Sum => SumOf(plan, answers),
            ScoringMethod.SumOfScales => SumOfScales(plan, answers, scales),
            ScoringMethod.MeanOfScales => MeanOfScales(plan, scales),
            ScoringMethod.Profile => scales.FirstReason is { } reason && scales.Scores.All(scale => scale.Value is null)
                ? Total.Without($"No scale can be scored. {reason}")
                : default,
            ScoringMethod.Triage => throw new InvalidOperationException("A triage has no total."),
        };
    }

    private static Total SumOf(ScoringPlan plan, AnswerSet answers)
    {
        var rule = plan.Pack.Scoring;
        var tally = answers.Count(plan, plan.Scored);
        return tally.CanBeFilled(rule.BlanksMax)
            ? new(tally.FilledSum.Times(rule.Factor).Rounded, tally.Blanks != 0, null)
            : TooManyBlanks(plan, tally.BlankCount);
    }

    private static Total SumOfScales(ScoringPlan plan, AnswerSet answers, ScaleResults scales)
    {
        var blanks = BitOperations.PopCount(answers.Blank & plan.Scored);
        if (blanks > plan.Pack.Scoring.BlanksMax) return TooManyBlanks(plan, blanks);
        return scales.Sum is { } sum ? new(sum.Rounded, blanks != 0, null) : Total.Without(scales.FirstReason!);
    }

    private static Total MeanOfScales(ScoringPlan plan, ScaleResults scales) => scales.Sum is { } sum
        ? new(sum.DividedBy(plan.Scales.Length).Rounded, scales.Scores.Any(scale => scale.Prorated), null)
        : Total.Without(scales.FirstReason!);

    private static Total TooManyBlanks(ScoringPlan plan, int blanks) =>
        Total.Without($"{blanks} items are blank; {plan.Pack.Id} allows at most {plan.Pack.Scoring.BlanksMax}.");

    private static PossibleScores? PossibleOf(ScoringPlan plan, AnswerSet answers)
    {
        var rule = plan.Pack.Scoring;
        if (rule.Method is not (ScoringMethod.Sum or ScoringMethod.SumOfScales)) return null;
        var least = answers.Count(plan, plan.Scored).Sum;
        var most = least;
        for (var rest = plan.Scored & ~(answers.Answered | answers.Skipped); rest != 0; rest &= rest - 1)
        {
            var item = plan.Items[BitOperations.TrailingZeroCount(rest)];
            least += item.Min;
            most += item.Max;
        }
        return new(least * rule.Factor, most * rule.Factor);
    }

    private static SafetyFinding[] FindingsOf(ScoringPlan plan, AnswerSet answers)
    {
        SafetyFinding[] found = [];
        for (var rest = plan.Safety & ~answers.Skipped; rest != 0; rest &= rest - 1)
        {
            var at = BitOperations.TrailingZeroCount(rest);
            var more = plan.Items[at].FindingsOf(answers.AnswerAt(at));
            found = found.Length == 0 ? more : more.Length == 0 ? found : [.. found, .. more];
        }
        return found;
    }

    /// <summary>A value, or the reason for none; neither for an instrument that has no total.</summary>
    private readonly record struct Total(int? Value, bool Filled, string? Reason)
    {
        public static Total Without(string reason) => new(null, false, reason);
    }
}
