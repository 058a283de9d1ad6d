namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>What is known when a running stay is reviewed. Null always means "not known".</summary>
public sealed record StayFacts
{
    /// <summary>The patient's facts of the day of the review, as for a first recommendation.</summary>
    public required PlacementFacts Today { get; init; }

    public required LevelOfCare CurrentLevel { get; init; }

    /// <summary>Full weeks since the patient came to this level.</summary>
    public int? WeeksAtLevel { get; init; }

    /// <summary>Change of the measures against the baseline; of several, the clinician's summary.</summary>
    public StayProgress? Progress { get; init; }

    /// <summary>Goals of the treatment plan that are met, 0 to 100 percent.</summary>
    public int? GoalsMetPercent { get; init; }

    /// <summary>Attended minutes of the scheduled ones over the last four weeks, 0 to 100 percent.</summary>
    public int? AttendancePercent { get; init; }

    /// <summary>Whether the patient takes part and works on the goals, whatever the success so far.</summary>
    public bool? WorksOnGoals { get; init; }

    /// <summary>Whether the next step is arranged: an appointment at the next level or a relapse-prevention plan.</summary>
    public bool? AftercareReady { get; init; }

    /// <summary>Complete weeks in a row, up to the last one, that stayed below the prescribed dose.</summary>
    public int? WeeksBelowDose { get; init; }

    /// <summary>Whether the suicide risk has fallen without a clinician having looked since (<see cref="SuicideRiskCourse"/>).</summary>
    public RiskFall? RiskFall { get; init; }
}

public enum StayProgress
{
    Worse,
    Unchanged,
    Improved,
    Remitted,
}

/// <summary>What becomes of a stay, from the least to the most care.</summary>
public enum StayOutcome
{
    Discharge,
    StepDown,
    Continue,
    StepUp,
}

/// <summary>
/// A suggestion for a clinician, who decides. <paramref name="Outcome"/> is null when a fact without which nothing can be
/// said is missing, or when a red flag excludes the level that the facts ask for.
/// </summary>
/// <param name="Level">The level to go on with; null after a discharge and while nothing is suggested.</param>
/// <param name="WhyNotLess">Why ending the stay or a lower level would be too little.</param>
/// <param name="WhyNotMore">Why going on, or a higher level, would be too much.</param>
/// <param name="Today">The recommendation that the facts of the day give by themselves.</param>
public sealed record StayRecommendation(
    StayOutcome? Outcome,
    LevelOfCare? Level,
    IReadOnlyList<PlacementReason> WhyNotLess,
    IReadOnlyList<PlacementReason> WhyNotMore,
    IReadOnlyList<string> MissingFacts,
    IReadOnlyList<PlacementReason> RedFlags,
    PlacementRecommendation Today,
    string RulesVersion)
{
    /// <summary>What the known facts ask for at least, before what is missing is considered.</summary>
    public StayOutcome Indicated { get; init; }
}

/// <summary>The criteria for the review of a stay. Like all rules they only raise: from discharge up to a higher level.</summary>
public sealed class StayRules
{
    internal StayRules(StayRulesFile file)
    {
        Essential = [.. file.Essential.Select(EssentialFact.From)];
        Rules = [.. file.Rules.Select(StayRule.From)];
    }

    /// <summary>Facts without which nothing is suggested but a step up.</summary>
    public IReadOnlyList<EssentialFact> Essential { get; }

    public IReadOnlyList<StayRule> Rules { get; }
}

/// <summary>A rule that asks for at least an outcome. Those of a discharge say what speaks for it.</summary>
public sealed record StayRule(StayOutcome Outcome, PlacementRule Rule)
{
    internal static StayRule From(StayRuleFile file) => new(file.Outcome, PlacementRule.From(new(
        file.Id, file.Sentence, Otherwise: file.Otherwise, All: file.All, Some: file.Some, SomeAtLeast: file.SomeAtLeast)));
}

/// <summary>
/// Whether a stay goes on, steps up or down, or ends: the same rules as for a first recommendation, and beside them what the
/// stay has shown.
/// </summary>
public static class StayReview
{
    /// <exception cref="ArgumentException">The set is one of before 2026.2 and has no rules for a stay.</exception>
    public static StayRecommendation Recommend(StayFacts facts, PlacementRules rules) => Review(facts, rules).Made;

    /// <summary>The recommendation with the facts that it rests on, for further rules over the same facts.</summary>
    internal static (StayRecommendation Made, FactSheet Sheet) Review(StayFacts facts, PlacementRules rules)
    {
        if (rules.Stay is not { } stay) throw new ArgumentException($"{rules.Version} has no rules for a stay.", nameof(rules));
        var placement = new PlacementFindings(facts.Today, rules);
        var today = placement.Recommend();
        AddStay(placement.Sheet, facts, today);

        var findings = stay.Rules.Select(rule => (rule.Outcome, Finding: new RuleFinding(rule.Rule, placement.Sheet))).ToArray();
        var met = findings.Where(found => found.Finding.Verdict == RuleVerdict.Met).ToArray();
        var outcome = met.Select(found => found.Outcome).DefaultIfEmpty(StayOutcome.Discharge).Max();
        string[] essential =
            [.. stay.Essential.Where(need => need.IsMissing(placement.Sheet)).SelectMany(need => need.AnyOf)];

        var level = LevelAfter(outcome, facts.CurrentLevel, placement.Indicated);
        var less = met.Where(found => found.Outcome == outcome).Select(found => found.Finding.Reason()).ToList();
        if (outcome == StayOutcome.StepUp && level == placement.Indicated) less.AddRange(today.WhyNotLower);
        IReadOnlyList<PlacementReason> more = outcome == StayOutcome.StepUp
            ? placement.WhyNotHigher(level!.Value)
            : WhyNotMore(findings, outcome);

        // Nothing that is missing could ask for more than a step up.
        var isOpen = (essential.Length > 0 && outcome != StayOutcome.StepUp) || less.Count == 0 || more.Count == 0
            || (level is { } next && placement.Excludes(next));
        var made = new StayRecommendation(
            isOpen ? null : outcome,
            isOpen ? null : level,
            less,
            more,
            [.. essential.Concat(OpenFacts(findings, outcome)).Concat(today.MissingFacts).Distinct()],
            today.RedFlags,
            today,
            rules.Version)
        {
            Indicated = outcome,
        };
        return (made, placement.Sheet);
    }

    private static void AddStay(FactSheet sheet, StayFacts facts, PlacementRecommendation today)
    {
        sheet.Set(PlacementFact.CurrentLevel, facts.CurrentLevel.Intensity());
        sheet.Set(PlacementFact.WeeksAtLevel, facts.WeeksAtLevel);
        sheet.Set(PlacementFact.Progress, (int?)facts.Progress);
        sheet.Set(PlacementFact.GoalsMetPercent, facts.GoalsMetPercent);
        sheet.Set(PlacementFact.AttendancePercent, facts.AttendancePercent);
        sheet.Set(PlacementFact.WorksOnGoals, facts.WorksOnGoals);
        sheet.Set(PlacementFact.AftercareReady, facts.AftercareReady);
        sheet.Set(PlacementFact.WeeksBelowDose, facts.WeeksBelowDose);
        sheet.Set(PlacementFact.RiskFall, (int?)facts.RiskFall);

        // What the known facts ask for is a lower bound: it can show that more is needed, never that less is enough.
        var against = today.Indicated.Intensity().CompareTo(facts.CurrentLevel.Intensity());
        if (today.Recommended is null && against <= 0) return;
        sheet.Set(
            PlacementFact.IndicatedLevel,
            against + 1,
            $"{today.Indicated.ToCode()}, {(against < 0 ? "lower than" : against > 0 ? "higher than" : "the same as")} the present {facts.CurrentLevel.ToCode()}");
    }

    /// <summary>A step that the facts of the day do not ask for by themselves goes to the next level.</summary>
    private static LevelOfCare? LevelAfter(StayOutcome outcome, LevelOfCare current, LevelOfCare indicated) => outcome switch
    {
        StayOutcome.Discharge => null,
        StayOutcome.StepDown => indicated,
        StayOutcome.Continue => current,
        StayOutcome.StepUp => indicated.Intensity() > current.Intensity()
            ? indicated
            : NextAbove(current),
    };

    /// <summary>Withdrawal management treats one condition and is no step between residential and inpatient care.</summary>
    private static LevelOfCare NextAbove(LevelOfCare level) => LevelsOfCare.ByIntensity
        .First(next => next == LevelOfCare.Inpatient
            || (next.Intensity() > level.Intensity() && next != LevelOfCare.WithdrawalManagement));

    /// <summary>The rules of the next outcome above that do not hold.</summary>
    private static PlacementReason[] WhyNotMore((StayOutcome Outcome, RuleFinding Finding)[] findings, StayOutcome outcome)
    {
        var above = findings
            .Where(found => found.Outcome > outcome && found.Finding.Verdict == RuleVerdict.NotMet && found.Finding.Rule.Otherwise.Length > 0)
            .ToArray();
        var next = above.Select(found => found.Outcome).DefaultIfEmpty().Min();
        return [.. above.Where(found => found.Outcome == next).Select(found => found.Finding.Reason())];
    }

    private static IReadOnlyList<string> OpenFacts((StayOutcome Outcome, RuleFinding Finding)[] findings, StayOutcome outcome)
    {
        var names = new FactNames();
        foreach (var (asked, finding) in findings)
        {
            if (asked > outcome && finding.Verdict == RuleVerdict.Open) finding.AddUnknown(names);
        }

        return names.All;
    }
}
