using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Plans;

/// <summary>What an assessment found, as far as a plan rests on it. Null means "not known".</summary>
public sealed record PlanFacts
{
    /// <summary>The day of the proposal in the site's zone.</summary>
    public required DateOnly AsOf { get; init; }

    public required AgeGroup AgeGroup { get; init; }

    /// <summary>ICD-10-CM codes, with or without the dot.</summary>
    public IReadOnlyList<string> Diagnoses { get; init; } = [];

    /// <summary>Scores of any day; of each instrument and scale the latest one counts.</summary>
    public IReadOnlyList<PlanScore> Scores { get; init; } = [];

    /// <summary>The latest suicide risk level.</summary>
    public SafetyLevel? Risk { get; init; }
}

/// <param name="Instrument">The instrument's code, such as phq-9.</param>
/// <param name="Value">Null: an unscorable result, which counts as not measured.</param>
/// <param name="Scale">The subscale; null: the total.</param>
public sealed record PlanScore(string Instrument, decimal? Value, DateOnly On, string? Scale = null);

/// <summary>
/// A suggestion for a plan, with the facts that led to each problem. It is not a plan and cannot become one by itself: a
/// clinician decides on every proposed block (see <see cref="PlanDraft"/>), and the patient's own words, dates and the
/// responsible people are missing from it on purpose.
/// </summary>
/// <param name="Choices">Interventions that suit the problems and are left to the patient's preference.</param>
/// <param name="Missing">Codes of instruments, or "diagnosis", without which the proposal is thinner than it could be.</param>
public sealed record PlanProposal(
    string LibraryVersion,
    IReadOnlyList<ProposedProblem> Problems,
    IReadOnlyList<ProposedIntervention> Interventions,
    IReadOnlyList<ProposedIntervention> Choices,
    bool NeedsSafetyPlan,
    bool NeedsRelapsePreventionPlan,
    IReadOnlyList<string> Missing)
{
    /// <summary>The codes of all blocks on which a clinician decides; the choices need no decision.</summary>
    public IEnumerable<string> Blocks => Problems
        .SelectMany(problem => problem.Goals
            .SelectMany(goal => goal.Objectives.Select(objective => objective.Block.Code).Prepend(goal.Block.Code))
            .Prepend(problem.Block.Code))
        .Concat(Interventions.Select(intervention => intervention.Block.Code));

    /// <summary>Proposes what fits the facts. The same facts and library give the same proposal.</summary>
    public static PlanProposal From(PlanFacts facts, PlanLibrary library)
    {
        var scores = Latest(facts, library.ScoreAgeDaysMax);
        ProposedProblem[] problems =
        [
            .. library.Problems
                .Select(block => new ProposedProblem(block, Reasons(block, facts, scores), Goals(block, scores)))
                .Where(problem => problem.Reasons.Count > 0),
        ];
        var codes = problems.Select(problem => problem.Block.Code).ToHashSet();
        var interventions = library.Interventions
            .Select(block => new ProposedIntervention(block, [.. block.Problems.Where(codes.Contains)]))
            .Where(one => one.Problems.Count > 0 || (one.Block.AlwaysFor == facts.AgeGroup && codes.Count > 0))
            .ToLookup(one => one.Block.IsChoice);
        return new(
            library.Version,
            problems,
            [.. interventions[false]],
            [.. interventions[true]],
            RiskCallsForPlan(facts.Risk),
            problems.Any(problem => problem.Block.IsSubstanceUse),
            Lacking(facts, problems));
    }

    /// <summary>A risk that could not be determined is treated like one that a clinician must see.</summary>
    private static bool RiskCallsForPlan(SafetyLevel? risk) =>
        risk is SafetyLevel.Moderate or SafetyLevel.High or SafetyLevel.Indeterminate;

    private static PlanScore[] Latest(PlanFacts facts, int ageDaysMax) =>
    [
        .. facts.Scores
            .Where(score => score.On <= facts.AsOf)
            .GroupBy(score => (score.Instrument, score.Scale))
            .Select(group => group.MaxBy(score => (score.On, score.Value ?? decimal.MinValue))!)
            .Where(score => score.Value is not null && facts.AsOf.DayNumber - score.On.DayNumber <= ageDaysMax),
    ];

    private static IReadOnlyList<CitedFact> Reasons(ProblemBlock block, PlanFacts facts, PlanScore[] scores)
    {
        var diagnoses = facts.Diagnoses
            .Select(code => code.Trim().ToUpperInvariant())
            .Where(code => block.Diagnoses.Any(start => Bare(code).StartsWith(Bare(start), StringComparison.Ordinal)))
            .Distinct().Order(StringComparer.Ordinal)
            .Select(code => new CitedFact("diagnosis", code));
        var reached = block.When
            .SelectMany(test => scores.Where(test.Holds))
            .Distinct()
            .Select(score => new CitedFact(
                score.Scale is null ? score.Instrument : $"{score.Instrument}:{score.Scale}",
                $"{score.Value} on {score.On:yyyy-MM-dd}"));
        CitedFact[] risk = block.OnRisk && RiskCallsForPlan(facts.Risk) ? [new("risk", facts.Risk!.Value.ToCode())] : [];
        return [.. risk, .. diagnoses, .. reached];
    }

    private static string Bare(string code) => code.Replace(".", "", StringComparison.Ordinal);

    private static IReadOnlyList<ProposedGoal> Goals(ProblemBlock block, PlanScore[] scores) =>
    [
        .. block.Goals.Select(goal => new ProposedGoal(
            goal, [.. goal.Objectives.Select(objective => Objective(objective, scores))])),
    ];

    private static ProposedObjective Objective(ObjectiveBlock block, PlanScore[] scores)
    {
        var baseline = scores.FirstOrDefault(score => score.Instrument == block.Instrument && score.Scale == block.Scale);
        return new(block, baseline?.Value, baseline?.On, block.Target.For(baseline?.Value));
    }

    private static IReadOnlyList<string> Lacking(PlanFacts facts, ProposedProblem[] problems)
    {
        SortedSet<string> missing = new(StringComparer.Ordinal);
        if (facts.Diagnoses.Count == 0) missing.Add("diagnosis");
        if (facts.Risk is null or SafetyLevel.Indeterminate) missing.Add("c-ssrs-screener");
        foreach (var objective in problems.SelectMany(problem => problem.Goals).SelectMany(goal => goal.Objectives))
            if (objective.Baseline is null) missing.Add(objective.Block.Instrument);
        return [.. missing];
    }
}

/// <param name="Reasons">The facts that led to it, at least one.</param>
public sealed record ProposedProblem(
    ProblemBlock Block, IReadOnlyList<CitedFact> Reasons, IReadOnlyList<ProposedGoal> Goals);

public sealed record ProposedGoal(GoalBlock Block, IReadOnlyList<ProposedObjective> Objectives);

/// <param name="Baseline">The latest score; null: to be measured first.</param>
/// <param name="Target">The score to reach, inclusive; null without the baseline that it needs.</param>
public sealed record ProposedObjective(ObjectiveBlock Block, decimal? Baseline, DateOnly? BaselineOn, decimal? Target);

/// <param name="Problems">The codes of the proposed problems that it treats; empty where the age group alone asks for it.</param>
public sealed record ProposedIntervention(InterventionBlock Block, IReadOnlyList<string> Problems);
