namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// The highest level wins. A blank among the asked items leaves the level open, unless the highest level of all is
/// reached already: a High stays a High, whatever is blank. An answer that contradicts a skip rule still counts.
/// </summary>
internal static class TriageScoring
{
    public static ScoreResult Score(ScoringPlan plan, AnswerSet answers)
    {
        var reached = ReachedBy(plan, answers);
        var blanks = AnswerSet.Numbers(plan, answers.Blank);
        List<SafetyFinding> safety = [];
        if (reached is not null) safety.Add(reached.Finding);
        if (blanks.Count > 0) safety.Add(Indeterminate(plan));
        var flags = FlagScoring.Score(plan, answers, null, []);

        if (blanks.Count > 0 && reached?.Level != SafetyLevel.High)
        {
            var reason = $"The level is open: no answer to {string.Join(", ", blanks)}.";
            return new Unscorable(reason, SafetyLevel.Indeterminate.ToCode(), safety) { Blanks = blanks, Flags = flags };
        }
        var result = reached?.Level ?? SafetyLevel.None;
        return new Scored((int)result, result.ToCode(), safety) { Blanks = blanks, Flags = flags };
    }

    private static PlannedLevel? ReachedBy(ScoringPlan plan, AnswerSet answers)
    {
        PlannedLevel? highest = null;
        foreach (var level in plan.Triage)
            if (answers.AnyAtLeast(level.Items, 1) && !(level.Level <= highest?.Level)) highest = level;
        return highest;
    }

    /// <summary>The code follows its family: cssrs-high, cssrs-moderate, …, cssrs-indeterminate.</summary>
    private static SafetyFinding Indeterminate(ScoringPlan plan) => new(
        plan.Triage[0].Finding.Code.Split('-')[0] + "-indeterminate",
        SafetyLevel.Indeterminate,
        plan.Pack.Scoring.IndeterminateText ?? "A clinician must complete the missing answers.");
}
