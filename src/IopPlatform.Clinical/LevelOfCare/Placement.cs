namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// Recommends the highest level that any rule asks for, and argues against the levels around it. The caller stores the
/// facts and the version, so that the same call gives the same answer years later.
/// </summary>
public static class Placement
{
    public static PlacementRecommendation Recommend(PlacementFacts facts, PlacementRules rules) =>
        new PlacementFindings(facts, rules).Recommend();
}

/// <summary>What every rule of a set finds in a patient's facts.</summary>
internal sealed class PlacementFindings
{
    private readonly PlacementFacts facts;
    private readonly PlacementRules rules;
    private readonly RuleFinding[] findings;

    public PlacementFindings(PlacementFacts facts, PlacementRules rules)
    {
        this.facts = facts;
        this.rules = rules;
        Sheet = new(facts, rules.ScoreAgeDaysMax);
        findings = new RuleFinding[rules.Ordered.Length];
        for (var at = 0; at < findings.Length; at++)
        {
            findings[at] = new(rules.Ordered[at], Sheet);
            if (findings[at].Verdict == RuleVerdict.Met && findings[at].Rule.Intensity > Indicated.Intensity())
                Indicated = findings[at].Rule.Level!.Value;
        }
    }

    public FactSheet Sheet { get; }

    public LevelOfCare Indicated { get; } = LevelOfCare.Outpatient;

    public PlacementRecommendation Recommend()
    {
        var lower = WhyNotLower();
        var higher = WhyNotHigher(Indicated);
        var missing = new FactNames();
        foreach (var need in rules.Essential)
        {
            if (need.IsMissing(Sheet)) missing.AddAll(need.Facts);
        }

        var isOpen = Excludes(Indicated)
            || (missing.Count > 0 && !DecidesAlone())
            || (rules.NeedsBothJustifications && (lower.Count == 0 || higher.Count == 0));
        AddOpen(missing);
        return new(isOpen ? null : Indicated, lower, higher, missing.All, RedFlags(), rules.Version)
        {
            Indicated = Indicated,
            Conflicts = OfKind(RuleKind.Conflict),
            Considerations = OfKind(RuleKind.Consideration),
        };
    }

    /// <summary>
    /// The rules of the next level above that do not hold, and the red flags above that do not. Open rules are no argument;
    /// their facts are listed as missing.
    /// </summary>
    public List<PlacementReason> WhyNotHigher(LevelOfCare level)
    {
        var next = int.MaxValue;
        foreach (ref readonly var finding in findings.AsSpan())
        {
            if (IsArgumentAgainst(finding, level)) next = Math.Min(next, finding.Rule.Intensity);
        }

        var reasons = new List<PlacementReason>();
        foreach (ref readonly var finding in findings.AsSpan())
        {
            if (!IsArgumentAgainst(finding, level)) continue;
            if (finding.Rule.Intensity == next || finding.Rule.RedFlag) AddReason(reasons, finding);
        }

        if (level == LevelsOfCare.ByIntensity[^1] && FirstMet(level) is { } first)
            reasons.Add(new("LOC-TOP", rules.Statements["LOC-TOP"], first.Facts()));
        if (facts.Prefers is { } prefers && prefers.Intensity() > level.Intensity())
            reasons.Add(Preference("LOC-PREF-HIGHER", prefers));
        return reasons;
    }

    /// <summary>Whether a red flag says that the level cannot be the answer.</summary>
    public bool Excludes(LevelOfCare level)
    {
        foreach (ref readonly var finding in findings.AsSpan())
        {
            if (finding.Verdict == RuleVerdict.Met && finding.Rule.Excludes.Contains(level)) return true;
        }

        return false;
    }

    private List<PlacementReason> WhyNotLower()
    {
        var reasons = new List<PlacementReason>();
        foreach (ref readonly var finding in findings.AsSpan())
        {
            if (finding.Verdict == RuleVerdict.Met && finding.Rule.Level == Indicated) AddReason(reasons, finding);
        }

        if (facts.Prefers is { } prefers && prefers.Intensity() < Indicated.Intensity())
            reasons.Add(Preference("LOC-PREF-LOWER", prefers));
        return reasons;
    }

    private List<PlacementReason> RedFlags()
    {
        var reasons = new List<PlacementReason>();
        foreach (ref readonly var finding in findings.AsSpan())
        {
            if (finding.Verdict == RuleVerdict.Met && finding.Rule.RedFlag) reasons.Add(finding.Reason());
        }

        return reasons;
    }

    private List<PlacementReason> OfKind(RuleKind kind)
    {
        var reasons = new List<PlacementReason>();
        foreach (ref readonly var finding in findings.AsSpan())
        {
            if (finding.Verdict == RuleVerdict.Met && finding.Rule.Kind == kind) reasons.Add(finding.Reason());
        }

        return reasons;
    }

    /// <summary>A red flag at the highest level needs nothing else: no missing fact could ask for more.</summary>
    private bool DecidesAlone()
    {
        foreach (ref readonly var finding in findings.AsSpan())
        {
            if (finding.Verdict != RuleVerdict.Met) continue;
            if (finding.Rule.RedFlag && Indicated == LevelsOfCare.ByIntensity[^1]) return true;
            if (finding.Rule.DecidesAlone && finding.Rule.Level == Indicated) return true;
        }

        return false;
    }

    private RuleFinding? FirstMet(LevelOfCare level)
    {
        foreach (ref readonly var finding in findings.AsSpan())
        {
            if (finding.Verdict == RuleVerdict.Met && finding.Rule.Level == level) return finding;
        }

        return null;
    }

    /// <summary>
    /// The unknown facts of rules that would exclude, warn, or ask for more than is indicated. Contradictions and things to
    /// arrange are no reason to ask for a fact.
    /// </summary>
    private void AddOpen(FactNames missing)
    {
        foreach (ref readonly var finding in findings.AsSpan())
        {
            if (finding.Verdict != RuleVerdict.Open || finding.Rule.Kind != RuleKind.Finding) continue;
            if (finding.Rule.Level is null || finding.Rule.Intensity > Indicated.Intensity()) finding.AddUnknown(missing);
        }
    }

    private static bool IsArgumentAgainst(in RuleFinding finding, LevelOfCare level) =>
        finding.Verdict == RuleVerdict.NotMet && finding.Rule.Intensity > level.Intensity();

    private static void AddReason(List<PlacementReason> reasons, in RuleFinding finding)
    {
        var reason = finding.Reason();
        if (reason.Facts.Count > 0) reasons.Add(reason);
    }

    private PlacementReason Preference(string id, LevelOfCare prefers) =>
        new(id, rules.Statements[id], [PlacementVocabulary.Of(PlacementFact.Prefers).Cite(prefers.Intensity())]);
}
