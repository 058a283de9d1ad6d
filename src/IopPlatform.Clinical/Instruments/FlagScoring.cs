using System.Numerics;

namespace IopPlatform.Clinical.Instruments;

/// <summary>The flags that the answers raise. A blank raises none: only safety items speak when they are blank.</summary>
internal static class FlagScoring
{
    public static IReadOnlyList<ClinicalFlag> Score(
        ScoringPlan plan, AnswerSet answers, int? total, IReadOnlyList<ScaleScore> scales)
    {
        List<ClinicalFlag>? raised = null;
        foreach (var flag in plan.Flags)
        {
            var facts = flag.Rule switch
            {
                { Items: not null } => FromItems(plan, flag, answers),
                { Scale: { } code } => FromValue(plan, flag.Rule, code, scales.First(scale => scale.Code == code).Value),
                _ => FromValue(plan, flag.Rule, plan.Pack.Id, total),
            };
            if (facts.Count > 0) (raised ??= []).Add(new(flag.Rule.Code, flag.Rule.Kind, flag.Rule.Text, facts));
        }
        return raised is null ? [] : raised;
    }

    private static List<CitedFact> FromItems(ScoringPlan plan, PlannedFlag flag, AnswerSet answers)
    {
        List<CitedFact> facts = [];
        for (var rest = flag.Items & answers.Answered; rest != 0; rest &= rest - 1)
        {
            var at = BitOperations.TrailingZeroCount(rest);
            if (flag.Rule.Holds(answers[at])) facts.Add(new($"item {plan.Items[at].Number}", $"{answers[at]}"));
        }
        return facts;
    }

    private static List<CitedFact> FromValue(ScoringPlan plan, FlagRule rule, string name, int? value) =>
        value is { } score && rule.Holds(score) ? [new(name, plan.Pack.Show(score))] : [];
}
