using System.Numerics;

namespace IopPlatform.Clinical.Instruments;

/// <summary>Diagnostic algorithms: an outcome holds only when the answered items alone make it certain.</summary>
internal static class AlgorithmScoring
{
    public static IReadOnlyList<AlgorithmResult> Score(ScoringPlan plan, AnswerSet answers)
    {
        if (plan.Algorithms.Length == 0) return [];
        var results = new AlgorithmResult[plan.Algorithms.Length];
        for (var at = 0; at < results.Length; at++) results[at] = Score(plan, plan.Algorithms[at], answers);
        return results;
    }

    private static AlgorithmResult Score(ScoringPlan plan, PlannedAlgorithm algorithm, AnswerSet answers)
    {
        var symptoms = SymptomsOf(algorithm, answers);
        var unknown = algorithm.Items & ~(answers.Answered | answers.Skipped);
        var counts = new SymptomsFound[algorithm.Counts.Length];
        for (var at = 0; at < counts.Length; at++)
        {
            var count = algorithm.Counts[at];
            counts[at] = new(
                count.Outcome, count.Label, count.Needed,
                BitOperations.PopCount(symptoms & count.Items), BitOperations.PopCount((symptoms | unknown) & count.Items));
        }

        for (var at = 0; at < algorithm.Rule.Outcomes.Count; at++)
        {
            var (certain, possible) = Holds(at, algorithm.Counts, counts);
            if (certain) return new(algorithm.Rule.Code, algorithm.Rule.Outcomes[at].Code, counts);
            if (possible)
                return new(algorithm.Rule.Code, null, counts) { OpenItems = AnswerSet.Numbers(plan, unknown) };
        }
        return new(algorithm.Rule.Code, algorithm.Rule.NoneCode, counts);
    }

    private static ulong SymptomsOf(PlannedAlgorithm algorithm, AnswerSet answers)
    {
        var symptoms = 0UL;
        for (var rest = algorithm.Items & answers.Answered; rest != 0; rest &= rest - 1)
        {
            var at = BitOperations.TrailingZeroCount(rest);
            if (algorithm.IsSymptom(at, answers[at])) symptoms |= 1UL << at;
        }
        return symptoms;
    }

    private static (bool Certain, bool Possible) Holds(int outcome, PlannedCount[] planned, SymptomsFound[] found)
    {
        var (certain, possible) = (true, true);
        for (var at = 0; at < found.Length; at++)
        {
            if (planned[at].OutcomeAt != outcome) continue;
            certain &= found[at].Present >= found[at].Needed;
            possible &= found[at].PossiblyPresent >= found[at].Needed;
        }
        return (certain, possible);
    }
}
