namespace IopPlatform.Clinical.Plans;

/// <summary>
/// What the patient takes along so that a lapse does not become a relapse, of substance use or of another problem. The parts
/// follow the common practice of relapse prevention (triggers, warning signs, coping, supports, emergency); the wording and
/// the checks are the platform's own.
/// </summary>
public sealed record RelapsePreventionPlan
{
    /// <summary>Situations, people, feelings or dates that make it likely.</summary>
    public IReadOnlyList<RelapseTrigger> Triggers { get; init; } = [];

    /// <summary>How it announces itself, before it happens.</summary>
    public IReadOnlyList<string> WarningSigns { get; init; } = [];

    /// <summary>What helps the patient at any time, whatever the trigger.</summary>
    public IReadOnlyList<string> CopingTools { get; init; } = [];

    public IReadOnlyList<PlanContact> Supports { get; init; } = [];

    /// <summary>What to do when it has happened or is about to, first things first.</summary>
    public IReadOnlyList<EmergencyStep> EmergencySteps { get; init; } = [];

    /// <summary>
    /// Whether opioids or sedatives were used: after a time without them the usual amount can kill, so that the emergency
    /// steps need one for an overdose. Null: not known, and treated like yes.
    /// </summary>
    public bool? OverdoseIsPossible { get; init; }

    /// <summary>What is missing; empty for a complete plan.</summary>
    public IReadOnlyList<PlanGap> Gaps()
    {
        GapList gaps = new();
        gaps.Require(Triggers.Count > 0, "triggers", "It names what makes a relapse likely.");
        foreach (var (index, trigger) in Triggers.Index())
        {
            gaps.RequireText(trigger.Text, $"triggers[{index}].text", "The trigger is described.");
            gaps.RequireTexts(trigger.Coping, $"triggers[{index}].coping", "It says what the patient does about the trigger.");
        }
        gaps.RequireTexts(WarningSigns, "warningSigns", "It says how a relapse announces itself.");
        gaps.RequireTexts(CopingTools, "copingTools", "It says what helps at any time.");
        gaps.RequireContacts(Supports, "supports", "It names somebody to call.");
        gaps.Require(EmergencySteps.Count > 0, "emergencySteps", "It says what to do when a relapse has happened.");
        foreach (var (index, step) in EmergencySteps.Index())
            gaps.RequireText(step.Text, $"emergencySteps[{index}].text", "The step is described.");
        gaps.Require(
            EmergencySteps.Any(step => step.Contact is { } contact && !string.IsNullOrWhiteSpace(contact.Reach)),
            "emergencySteps", "One of the emergency steps says whom to call.");
        gaps.Require(
            OverdoseIsPossible is false || EmergencySteps.Any(step => step.IsForOverdose),
            "emergencySteps", "One of the emergency steps is for an overdose: 911, and naloxone where opioids may be involved.");
        return gaps.All;
    }
}

/// <param name="Coping">What the patient does about this trigger.</param>
public sealed record RelapseTrigger(string Text, IReadOnlyList<string> Coping);

public sealed record EmergencyStep(string Text, PlanContact? Contact = null, bool IsForOverdose = false);
