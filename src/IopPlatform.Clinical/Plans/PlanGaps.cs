namespace IopPlatform.Clinical.Plans;

/// <summary>
/// What a draft lacks. The parts (problem, goal in the patient's words, measurable objective with a date, intervention with
/// its amount and frequency) are those of a plan of care as 42 CFR 410.44 and TJC CTS.03.01.09 ask for; that reading is the
/// platform's own.
/// </summary>
internal static class PlanGaps
{
    public static IReadOnlyList<PlanGap> Of(PlanDraft draft, PlanProposal? proposal, DateOnly on)
    {
        GapList gaps = new();
        gaps.Require(draft.Problems.Count > 0, "problems", "At least one problem is treated.");
        gaps.Require(draft.Interventions.Count > 0, "interventions", "At least one intervention is planned.");
        foreach (var (index, problem) in draft.Problems.Index()) AddProblem(gaps, problem, $"problems[{index}]", on);
        foreach (var (index, intervention) in draft.Interventions.Index())
            AddIntervention(gaps, intervention, $"interventions[{index}]");
        foreach (var (index, dropped) in draft.Dropped.Index())
            gaps.RequireText(dropped.Reason, $"dropped[{index}].reason", "A proposed block is dropped for a reason.");
        if (proposal is not null) AddUndecided(gaps, draft, proposal);
        return gaps.All;
    }

    private static void AddProblem(GapList gaps, PlanProblem problem, string where, DateOnly on)
    {
        gaps.RequireText(problem.Text, $"{where}.text", "The problem is described.");
        gaps.Require(problem.Goals.Count > 0, $"{where}.goals", "The problem has a goal.");
        foreach (var (index, goal) in problem.Goals.Index())
        {
            var at = $"{where}.goals[{index}]";
            gaps.RequireText(goal.Text, $"{at}.text", "The goal is described.");
            gaps.RequireText(
                goal.PatientWords, $"{at}.patientWords", "The goal says what the patient wants, in the patient's words.");
            gaps.Require(goal.Objectives.Count > 0, $"{at}.objectives", "The goal has a measurable objective.");
            foreach (var (number, objective) in goal.Objectives.Index())
                AddObjective(gaps, objective, $"{at}.objectives[{number}]", on);
        }
    }

    private static void AddObjective(GapList gaps, PlanObjective objective, string where, DateOnly on)
    {
        gaps.RequireText(objective.Text, $"{where}.text", "The objective is described.");
        gaps.Require(objective.TargetOn > on, $"{where}.targetOn", "The objective has a date to come.");
        if (objective.Instrument is null)
            gaps.RequireText(objective.OtherMeasure, $"{where}.otherMeasure", "The objective says how to tell that it is met.");
        else
            gaps.Require(objective.Target is not null, $"{where}.target", "The objective has a score to reach.");
    }

    private static void AddIntervention(GapList gaps, PlanIntervention intervention, string where)
    {
        gaps.RequireText(intervention.Text, $"{where}.text", "The intervention is described.");
        gaps.Require(intervention.TimesAWeek > 0, $"{where}.timesAWeek", "The intervention says how often a week.");
        gaps.Require(intervention.MinutesEach > 0, $"{where}.minutesEach", "The intervention says how long each time.");
        gaps.Require(
            intervention.ResponsibleId != Guid.Empty, $"{where}.responsibleId", "Somebody answers for the intervention.");
    }

    /// <summary>Every proposed block is either used, in whatever wording, or dropped with a reason.</summary>
    private static void AddUndecided(GapList gaps, PlanDraft draft, PlanProposal proposal)
    {
        var decided = Used(draft).Concat(draft.Dropped.Select(dropped => dropped.Block)).ToHashSet();
        foreach (var block in proposal.Blocks.Where(block => !decided.Contains(block)))
            gaps.Require(false, $"blocks[{block}]", "The clinician uses the proposed block or drops it.");
        gaps.Require(
            !proposal.NeedsSafetyPlan || draft.SafetyPlanOn is not null,
            "safetyPlanOn", "The suicide risk calls for a safety plan.");
    }

    private static IEnumerable<string> Used(PlanDraft draft)
    {
        var goals = draft.Problems.SelectMany(problem => problem.Goals).ToArray();
        return draft.Problems.Select(problem => problem.Block)
            .Concat(goals.Select(goal => goal.Block))
            .Concat(goals.SelectMany(goal => goal.Objectives).Select(objective => objective.Block))
            .Concat(draft.Interventions.Select(intervention => intervention.Block))
            .OfType<string>();
    }
}

/// <summary>Collects every gap, so that a form can show them all at once.</summary>
internal sealed class GapList
{
    private readonly List<PlanGap> gaps = [];

    public IReadOnlyList<PlanGap> All => gaps;

    public void Require(bool holds, string where, string sentence)
    {
        if (!holds) gaps.Add(new(where, sentence));
    }

    public void RequireText(string? text, string where, string sentence) =>
        Require(!string.IsNullOrWhiteSpace(text), where, sentence);

    /// <summary>At least one entry, and none of them blank.</summary>
    public void RequireTexts(IReadOnlyList<string> texts, string where, string sentence) =>
        Require(texts.Count > 0 && texts.All(text => !string.IsNullOrWhiteSpace(text)), where, sentence);

    /// <summary>At least one contact, each with a name and a way to reach it.</summary>
    public void RequireContacts(IReadOnlyList<PlanContact> contacts, string where, string sentence)
    {
        Require(contacts.Count > 0, where, sentence);
        foreach (var (index, contact) in contacts.Index())
        {
            RequireText(contact.Name, $"{where}[{index}].name", "The contact has a name.");
            RequireText(contact.Reach, $"{where}[{index}].reach", "The contact can be reached: a number or a place.");
        }
    }
}
