namespace IopPlatform.Clinical.Plans;

/// <summary>A person or a service to turn to.</summary>
/// <param name="Reach">A telephone number, or where to go.</param>
public sealed record PlanContact(string Name, string Reach);

/// <summary>
/// The patient's safety plan, with the six steps of the Safety Planning Intervention (Stanley and Brown, Cognitive and
/// Behavioral Practice 19 (2012), 256-264) in our own wording. The steps are gone through in their order: when one does not
/// help, the next one follows. The patient's words fill it; nothing in it is proposed.
/// </summary>
public sealed record SafetyPlan
{
    /// <summary>The telephone number of the 988 Suicide and Crisis Lifeline in the United States.</summary>
    public const string Lifeline = "988";

    /// <summary>Step 1: how I notice that a crisis is building up.</summary>
    public IReadOnlyList<string> WarningSigns { get; init; } = [];

    /// <summary>Step 2: what I can do on my own to get through it.</summary>
    public IReadOnlyList<string> OwnCoping { get; init; } = [];

    /// <summary>Step 3: people to be with, and places to be at, that take my mind off it.</summary>
    public IReadOnlyList<string> Company { get; init; } = [];

    /// <summary>Step 4: people whom I can tell that I am in a crisis.</summary>
    public IReadOnlyList<PlanContact> Helpers { get; init; } = [];

    /// <summary>Step 5: professionals, crisis lines and emergency services.</summary>
    public IReadOnlyList<PlanContact> Professionals { get; init; } = [];

    /// <summary>Step 6: what is done so that the means are out of reach; every means that was named has an entry.</summary>
    public IReadOnlyList<MeansStep> Means { get; init; } = [];

    /// <summary>Whether access to firearms was asked about; an answer belongs to the means.</summary>
    public bool AskedAboutFirearms { get; init; }

    /// <summary>What the patient lives for, in the patient's words; helpful, not one of the steps.</summary>
    public string? WorthLivingFor { get; init; }

    public DateOnly? MadeOn { get; init; }

    /// <summary>Whether the patient has a copy.</summary>
    public bool PatientHasCopy { get; init; }

    /// <summary>What is missing, in the order of the steps; empty for a complete plan.</summary>
    public IReadOnlyList<PlanGap> Gaps()
    {
        GapList gaps = new();
        gaps.RequireTexts(WarningSigns, "step1", "It says how the patient notices that a crisis is building up.");
        gaps.RequireTexts(OwnCoping, "step2", "It says what the patient can do alone.");
        gaps.RequireTexts(Company, "step3", "It names people or places that take the patient's mind off it.");
        gaps.RequireContacts(Helpers, "step4", "It names somebody whom the patient can ask for help.");
        gaps.RequireContacts(Professionals, "step5", "It names professionals or agencies.");
        gaps.Require(
            Professionals.Any(contact => contact.Reach.Contains(Lifeline, StringComparison.Ordinal)),
            "step5", "It names the 988 lifeline, which answers at any hour.");
        gaps.Require(Means.Count > 0, "step6", "It says how the means are put out of reach, or that the patient named none.");
        foreach (var (index, step) in Means.Index())
        {
            gaps.RequireText(step.Means, $"step6[{index}].means", "The means is named.");
            gaps.RequireText(step.Action, $"step6[{index}].action", "It says what is done about the means.");
        }
        gaps.Require(AskedAboutFirearms, "step6.firearms", "Access to firearms was asked about.");
        gaps.Require(MadeOn is not null, "madeOn", "It has a date.");
        gaps.Require(PatientHasCopy, "patientHasCopy", "The patient has a copy.");
        return gaps.All;
    }
}

/// <param name="Means">What could be used, or "none named".</param>
/// <param name="Action">What is done about it, and by whom.</param>
public sealed record MeansStep(string Means, string Action);
