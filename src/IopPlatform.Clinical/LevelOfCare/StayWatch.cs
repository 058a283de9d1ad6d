namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// What a running record says of the level of care between two reviews. It asks for a review by a clinician; it decides nothing.
/// </summary>
/// <param name="Suggests">
/// Null: nothing asks for a review. Continue: a review, with nothing that points to another level. A step up rests on what is
/// known; of a step down or discharge, <paramref name="MissingFacts"/> has what the clinician has to add.
/// </param>
/// <param name="MissingFacts">Names of facts that are not known and could change the outcome.</param>
/// <param name="RulesVersion">The rules of the stay review that stands behind it.</param>
/// <param name="WatchVersion">The rules that call for a review.</param>
public sealed record StaySignal(
    StayOutcome? Suggests,
    IReadOnlyList<PlacementReason> Reasons,
    IReadOnlyList<string> MissingFacts,
    IReadOnlyList<PlacementReason> RedFlags,
    string RulesVersion,
    string WatchVersion);

/// <summary>Looks at a running stay with the facts that are there, most of which only a review knows.</summary>
public static class StayWatch
{
    public static StaySignal Look(StayFacts facts, PlacementRules rules, StayWatchRules watch)
    {
        var (review, sheet) = StayReview.Review(facts, rules);
        var findings = watch.Rules.Select(rule => (rule.Outcome, Finding: new RuleFinding(rule.Rule, sheet))).ToArray();
        var met = findings
            .Where(found => found.Outcome >= review.Indicated && found.Finding.Verdict == RuleVerdict.Met)
            .ToArray();
        var suggests = Suggestion(review, [.. met.Select(found => found.Outcome)]);
        PlacementReason[] called =
            [.. met.Where(found => found.Outcome >= suggests || suggests < StayOutcome.Continue).Select(found => found.Finding.Reason())];
        return new(
            suggests,
            suggests == StayOutcome.StepUp ? [.. review.WhyNotLess, .. called] : called,
            [.. review.MissingFacts.Concat(Unknown(findings.Select(found => found.Finding))).Distinct()],
            review.RedFlags,
            rules.Version,
            watch.Version);
    }

    /// <summary>
    /// That more is needed follows from the known facts alone. That less is enough never does: while facts are missing, a step
    /// down is only what the review looks at.
    /// </summary>
    private static StayOutcome? Suggestion(StayRecommendation review, StayOutcome[] called)
    {
        if (review.Indicated == StayOutcome.StepUp) return StayOutcome.StepUp;
        if (called.Length == 0) return null;
        var most = called.Max();
        return most < StayOutcome.Continue ? review.Outcome ?? most : most;
    }

    private static IReadOnlyList<string> Unknown(IEnumerable<RuleFinding> findings)
    {
        var names = new FactNames();
        foreach (var finding in findings.Where(finding => finding.Verdict == RuleVerdict.Open)) finding.AddUnknown(names);
        return names.All;
    }
}
