using System.Globalization;
using System.Text;

namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// Writes a recommendation out as a person would who answers a payer's reviewer: the facts, why less would be too little, why
/// more would be too much, what is open. Markdown that reads as plain text, in US English.
/// </summary>
public static class PlacementText
{
    private static readonly string[] subjects =
    [
        "Patient", "Scores", "Safety", "Withdrawal and overdose", "Dimensions, rated 0 to 4", "Eating and physical state",
        "Daily life, support and history",
    ];

    /// <summary>The recommendation that these rules make of these facts, in words.</summary>
    public static string Explain(PlacementFacts facts, PlacementRules rules)
    {
        var findings = new PlacementFindings(facts, rules);
        var made = findings.Recommend();
        var text = new StringBuilder();
        text.Append(made.Recommended is { } level
            ? $"**Recommended: {level.ToName()}.**"
            : $"**No level is recommended yet.** What is known asks for {made.Indicated.ToName()} at least.");
        text.Append($" Rules {made.RulesVersion}, facts of {Day(facts.AsOf)}.\n\n");
        AppendKnown(text, findings.Sheet, facts, rules);
        text.Append('\n');
        AppendOpen(text, made.RedFlags, made.Conflicts);
        var argued = made.Indicated.ToName();
        Append(text, $"Why less than {argued} would be too little:", made.WhyNotLower);
        AppendHigher(text, $"Why more than {argued} would be too much:", made.WhyNotHigher, rules);
        Append(text, "To arrange or to talk over:", made.Considerations);
        AppendMissing(text, made.MissingFacts);
        return text.Append("The recommendation supports a clinician, who determines the level of care.\n").ToString();
    }

    /// <summary>The review of a stay that these rules make of these facts, in words.</summary>
    /// <exception cref="ArgumentException">The set is one of before 2026.2 and has no rules for a stay.</exception>
    public static string Explain(StayFacts facts, PlacementRules rules)
    {
        var made = StayReview.Recommend(facts, rules);
        var text = new StringBuilder();
        text.Append(made.Outcome is { } outcome ? $"**Suggested: {Step(outcome, facts.CurrentLevel, made.Level)}.**" : "**Nothing is suggested yet.**");
        text.Append($" Rules {made.RulesVersion}, facts of {Day(facts.Today.AsOf)}.\n\n");
        var today = new PlacementFindings(facts.Today, rules);
        AppendKnown(text, today.Sheet, facts.Today, rules);
        text.Append($"- The stay: {KnownOfStay(facts)}.\n\n");
        AppendOpen(text, made.RedFlags, made.Today.Conflicts);
        Append(text, "Why less would be too little:", made.WhyNotLess);
        AppendHigher(text, "Why more would be too much:", made.WhyNotMore, rules);
        Append(text, "To arrange or to talk over:", made.Today.Considerations);
        AppendMissing(text, made.MissingFacts);
        return text.Append("The suggestion supports a clinician, who decides.\n").ToString();
    }

    private static string Step(StayOutcome outcome, LevelOfCare current, LevelOfCare? next) => outcome switch
    {
        StayOutcome.Discharge => $"discharge from {current.ToName()}",
        StayOutcome.StepDown => $"step down from {current.ToName()} to {next?.ToName()}",
        StayOutcome.Continue => $"continue {current.ToName()}",
        StayOutcome.StepUp => $"step up from {current.ToName()} to {next?.ToName()}",
    };

    private static void AppendOpen(
        StringBuilder text, IReadOnlyList<PlacementReason> redFlags, IReadOnlyList<PlacementReason> conflicts)
    {
        Append(text, "To be looked at first:", redFlags);
        Append(text, "Contradictions to clear up (the more serious finding has counted):", conflicts);
    }

    private static void Append(StringBuilder text, string heading, IReadOnlyList<PlacementReason> reasons)
    {
        if (reasons.Count == 0) return;
        text.Append(heading).Append("\n\n");
        foreach (var reason in reasons)
        {
            var cited = string.Join("; ", reason.Facts.Select(Show));
            text.Append($"- {reason.Sentence} [{reason.RuleId}: {cited}]\n");
        }

        text.Append('\n');
    }

    private static void AppendMissing(StringBuilder text, IReadOnlyList<string> missing)
    {
        if (missing.Count == 0) return;
        text.Append($"Not known, and could change the answer: {string.Join("; ", missing.Select(PlacementVocabulary.Label))}.\n\n");
    }

    /// <summary>The next level is argued rule by rule; that nothing urgent goes beyond it is said in one paragraph.</summary>
    private static void AppendHigher(StringBuilder text, string heading, IReadOnlyList<PlacementReason> reasons, PlacementRules rules)
    {
        var urgent = rules.Rules.Where(rule => rule.RedFlag).Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
        PlacementReason[] near = [.. reasons.Where(reason => !urgent.Contains(reason.RuleId))];
        PlacementReason[] far = [.. reasons.Where(reason => urgent.Contains(reason.RuleId))];
        Append(text, heading, near.Length > 0 ? near : far);
        if (near.Length == 0 || far.Length == 0) return;
        var ruledOut = far.Select(reason => $"{reason.Sentence} [{reason.RuleId}: {string.Join("; ", reason.Facts.Select(Show))}]");
        text.Append($"Nothing urgent asks for more: {string.Join(' ', ruledOut)}\n\n");
    }

    /// <summary>The known facts that the rules ask for, by subject, each with its value, and the rationale of a rating.</summary>
    private static void AppendKnown(StringBuilder text, FactSheet sheet, PlacementFacts facts, PlacementRules rules)
    {
        text.Append("What is known:\n\n");
        var known = rules.AskedFacts
            .Where(sheet.IsKnown)
            .GroupBy(Subject, sheet.Cite)
            .ToDictionary(group => group.Key, group => string.Join("; ", group.Select(fact => Show(fact!))));
        foreach (var subject in subjects)
        {
            if (known.TryGetValue(subject, out var line)) text.Append($"- {subject}: {line}.\n");
        }

        foreach (var (code, rationale) in Rationales(facts)) text.Append($"- Rationale of dimension {code}: {rationale}.\n");
        if (facts.Prefers is { } prefers) text.Append($"- The patient would rather have {prefers.ToName()}.\n");
    }

    private static string Subject(PlacementFact fact) => fact switch
    {
        PlacementFact.Age or PlacementFact.MentalDiagnosis or PlacementFact.SubstanceDiagnosis or PlacementFact.EatingDiagnosis => subjects[0],
        <= PlacementFact.Phq9Item9 => subjects[1],
        PlacementFact.CssrsLevel or PlacementFact.ViolenceRisk or PlacementFact.AttemptPastYear => subjects[2],
        >= PlacementFact.WithdrawalRisk and <= PlacementFact.OverdosePastYear => subjects[3],
        >= PlacementFact.Dimension1 and <= PlacementFact.BarriersRating => subjects[4],
        PlacementFact.WeightPercent or PlacementFact.MedicallyStable or PlacementFact.MealSupport => subjects[5],
        _ => subjects[6],
    };

    private static IEnumerable<(string Code, string Rationale)> Rationales(PlacementFacts facts)
    {
        var third = facts.Dimensions;
        IEnumerable<(string Code, DimensionRating? Rating)> rated = facts.FourthEdition is { } fourth
            ? fourth.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, (DimensionRating?)pair.Value))
            :
            [
                ("1", third.Withdrawal), ("2", third.Physical), ("3", third.Emotional),
                ("4", third.Readiness), ("5", third.Relapse), ("6", third.Environment),
            ];
        return rated
            .Where(pair => pair.Rating is { Rationale.Length: > 0 })
            .Select(pair => (pair.Code, pair.Rating!.Rationale.TrimEnd('.')));
    }

    private static string KnownOfStay(StayFacts facts)
    {
        var known = new List<string> { $"{PlacementVocabulary.Label("currentLevel")}: {facts.CurrentLevel.ToCode()}" };
        Add("weeksAtLevel", facts.WeeksAtLevel);
        Add("progress", facts.Progress?.ToCode());
        Add("goalsMetPercent", facts.GoalsMetPercent);
        Add("attendancePercent", facts.AttendancePercent);
        Add("worksOnGoals", YesNo(facts.WorksOnGoals));
        Add("aftercareReady", YesNo(facts.AftercareReady));
        Add("weeksBelowDose", facts.WeeksBelowDose);
        Add("riskFall", facts.RiskFall?.ToCode());
        return string.Join("; ", known);

        void Add(string name, object? value)
        {
            if (value is not null) known.Add($"{PlacementVocabulary.Label(name)}: {value}");
        }

        static string? YesNo(bool? value) => value switch { true => "yes", false => "no", null => null };
    }

    private static string Show(CitedFact fact) => $"{PlacementVocabulary.Label(fact.Name)}: {fact.Value}";

    private static string Day(DateOnly day) => day.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture);
}
