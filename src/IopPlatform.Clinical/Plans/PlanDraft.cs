namespace IopPlatform.Clinical.Plans;

/// <summary>What a clinician writes, together with the patient. A block names the proposed one that an entry came from.</summary>
public sealed record PlanDraft
{
    public IReadOnlyList<PlanProblem> Problems { get; init; } = [];

    public IReadOnlyList<PlanIntervention> Interventions { get; init; } = [];

    /// <summary>Proposed blocks that the clinician decided not to use, and why.</summary>
    public IReadOnlyList<DroppedBlock> Dropped { get; init; } = [];

    /// <summary>The day on which the patient's safety plan was made or last gone through; null: there is none.</summary>
    public DateOnly? SafetyPlanOn { get; init; }
}

/// <param name="Icd10">ICD-10-CM code, where the problem is a diagnosis.</param>
public sealed record PlanProblem(string Text, string? Icd10, IReadOnlyList<PlanGoal> Goals, string? Block = null);

/// <param name="PatientWords">What the patient wants, as the patient says it.</param>
public sealed record PlanGoal(string Text, string PatientWords, IReadOnlyList<PlanObjective> Objectives, string? Block = null);

/// <summary>A measurable step with a date.</summary>
/// <param name="Instrument">The code of the instrument; null where something else than a score tells.</param>
/// <param name="Target">The score to reach, inclusive.</param>
/// <param name="OtherMeasure">How else to tell that it is met; needed without an instrument.</param>
public sealed record PlanObjective(
    string Text,
    string? Instrument,
    string? Scale,
    decimal? Baseline,
    decimal? Target,
    string? OtherMeasure,
    DateOnly? TargetOn,
    string? Block = null);

/// <param name="ResponsibleId">The staff member who answers for it.</param>
public sealed record PlanIntervention(
    Modality Modality, string Text, int TimesAWeek, int MinutesEach, Guid ResponsibleId, string? Block = null);

public sealed record DroppedBlock(string Block, string Reason);

/// <summary>Something that a plan lacks: where, as a path of the draft, and what.</summary>
public sealed record PlanGap(string Where, string Sentence);
