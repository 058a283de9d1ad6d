namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// Recommends the highest level that any rule asks for, and argues against the levels around it. The caller stores the
/// facts and the version, so that the same call gives the same answer years later.
/// </summary>
public static class Placement
{
    public static PlacementRecommendation Recommend(PlacementFacts facts, PlacementRules rules)
    {
        var sheet = new FactSheet(facts, rules.ScoreAgeDaysMax);
        RuleFinding[] findings = [.. rules.Rules.Select(rule => RuleFinding.Of(rule, sheet))];
        var met = findings.Where(finding => finding.Verdict == RuleVerdict.Met).ToArray();
        var indicated = met.Select(finding => finding.Rule.Level ?? LevelOfCare.Outpatient)
            .DefaultIfEmpty(LevelOfCare.Outpatient)
            .MaxBy(level => level.Intensity());

        // A red flag at the highest level needs nothing else: no missing fact could ask for more.
        var isEmergency = indicated == LevelsOfCare.ByIntensity[^1] && met.Any(finding => finding.Rule.RedFlag);
        string[] essential = [.. rules.Essential.Where(need => need.IsMissing(sheet)).SelectMany(need => need.AnyOf)];
        var isExcluded = met.Any(finding => finding.Rule.Excludes.Contains(indicated));
        var isOpen = isExcluded || (essential.Length > 0 && !isEmergency);

        return new(
            isOpen ? null : indicated,
            WhyNotLower(met, indicated, facts, rules),
            WhyNotHigher(findings, indicated, facts, rules),
            [.. essential.Concat(OpenFacts(findings, indicated, sheet)).Distinct()],
            [.. met.Where(finding => finding.Rule.RedFlag).Select(finding => finding.Reason(finding.Rule.Sentence))],
            rules.Version)
        {
            Indicated = indicated,
        };
    }

    private static List<PlacementReason> WhyNotLower(
        RuleFinding[] met, LevelOfCare indicated, PlacementFacts facts, PlacementRules rules)
    {
        var reasons = met
            .Where(finding => finding.Rule.Level == indicated)
            .Select(finding => finding.Reason(finding.Rule.Sentence))
            .Where(reason => reason.Facts.Count > 0)
            .ToList();
        if (facts.Prefers is { } prefers && prefers.Intensity() < indicated.Intensity())
            reasons.Add(Preference("LOC-PREF-LOWER", prefers, rules));
        return reasons;
    }

    /// <summary>
    /// The rules of the next level that do not hold, and the highest red flags that do not. Open rules are no argument;
    /// their facts are listed as missing.
    /// </summary>
    private static List<PlacementReason> WhyNotHigher(
        RuleFinding[] findings, LevelOfCare indicated, PlacementFacts facts, PlacementRules rules)
    {
        var notMet = findings
            .Where(finding => finding.Verdict == RuleVerdict.NotMet && finding.Rule.Level is { } level
                && level.Intensity() > indicated.Intensity())
            .ToArray();
        var next = notMet.Length > 0 ? notMet.Min(finding => finding.Rule.Level!.Value.Intensity()) : 0;
        var reasons = notMet
            .Where(finding => finding.Rule.Level!.Value.Intensity() == next || finding.Rule.RedFlag)
            .Select(finding => finding.Reason(finding.Rule.Otherwise))
            .Where(reason => reason.Facts.Count > 0)
            .ToList();
        if (indicated == LevelsOfCare.ByIntensity[^1])
        {
            var first = findings.First(finding => finding.Verdict == RuleVerdict.Met && finding.Rule.Level == indicated);
            reasons.Add(new("LOC-TOP", rules.Statements["LOC-TOP"], first.Facts));
        }
        if (facts.Prefers is { } prefers && prefers.Intensity() > indicated.Intensity())
            reasons.Add(Preference("LOC-PREF-HIGHER", prefers, rules));
        return reasons;
    }

    private static PlacementReason Preference(string id, LevelOfCare prefers, PlacementRules rules) =>
        new(id, rules.Statements[id], [new CitedFact("prefers", prefers.ToCode())]);

    /// <summary>The unknown facts of rules that would exclude, warn, or ask for more than is indicated.</summary>
    private static IEnumerable<string> OpenFacts(RuleFinding[] findings, LevelOfCare indicated, FactSheet sheet) =>
        from finding in findings
        where finding.Verdict == RuleVerdict.Open
        where finding.Rule.Level is not { } level || level.Intensity() > indicated.Intensity()
        from test in finding.Rule.All.Concat(finding.Rule.Some)
        where sheet.Number(test.Fact) is null
        select test.Fact;
}
