using System.Text.Json;

namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// The facts that rules may ask for and reasons may cite: their names (the wire names), labels for readers, and the values
/// that they can take. Facts are only ever added, because stored decisions name them.
/// </summary>
public static class PlacementVocabulary
{
    private static readonly string[] noYes = ["no", "yes"];
    private static readonly string[] risk = ["none", "low", "moderate", "high"];
    private static readonly string[] severity = ["none", "mild", "moderate", "severe"];

    private static readonly FactDefinition[] definitions = Define();

    private static readonly Dictionary<string, FactDefinition> byName =
        definitions.ToDictionary(definition => definition.Name, StringComparer.Ordinal);

    /// <summary>Every name of a fact.</summary>
    public static IReadOnlyCollection<string> Names => byName.Keys;

    /// <summary>The fact as it is called in a text, such as "PHQ-9"; the name itself when there is no such fact.</summary>
    public static string Label(string name) => byName.TryGetValue(name, out var found) ? found.Label : name;

    internal static int Count => definitions.Length;

    internal static FactDefinition Of(PlacementFact fact) => definitions[(int)fact];

    internal static FactDefinition? Find(string name) => byName.GetValueOrDefault(name);

    private static FactDefinition[] Define()
    {
        FactDefinition[] all =
        [
            Number(PlacementFact.Age, "Age", 0, 130),
            Score(PlacementFact.Phq9, "PHQ-9", 27),
            Score(PlacementFact.Gad7, "GAD-7", 21),
            Score(PlacementFact.Pcl5, "PCL-5", 80),
            Score(PlacementFact.Audit, "AUDIT", 40),
            Score(PlacementFact.Dast10, "DAST-10", 10),
            Score(PlacementFact.Isi, "ISI", 28),
            Score(PlacementFact.Scoff, "SCOFF", 5),
            Number(PlacementFact.Phq9Item9, "PHQ-9 item 9 (thoughts of death or self-harm)", 0, 3),
            Word(PlacementFact.CssrsLevel, "Suicide risk (screener)", risk),
            Word(PlacementFact.ViolenceRisk, "Risk of harm to others", risk),
            Word(PlacementFact.AttemptPastYear, "Suicide attempt within a year", noYes),
            Number(PlacementFact.Dimension1, "Dimension 1 (intoxication and withdrawal)", 0, 4),
            Number(PlacementFact.Dimension2, "Dimension 2 (physical health)", 0, 4),
            Number(PlacementFact.Dimension3, "Dimension 3 (emotional, behavioral, cognitive)", 0, 4),
            Number(PlacementFact.Dimension4, "Dimension 4 (readiness to change)", 0, 4),
            Number(PlacementFact.Dimension5, "Dimension 5 (relapse)", 0, 4),
            Number(PlacementFact.Dimension6, "Dimension 6 (environment)", 0, 4),
            Number(PlacementFact.WithdrawalRating, "Rating of intoxication and withdrawal", 0, 4),
            Number(PlacementFact.PhysicalRating, "Rating of physical health", 0, 4),
            Number(PlacementFact.MentalRating, "Rating of psychiatric and cognitive problems", 0, 4),
            Number(PlacementFact.ReadinessRating, "Rating of readiness (higher is less ready)", 0, 4),
            Number(PlacementFact.RelapseRating, "Rating of relapse or continued use", 0, 4),
            Number(PlacementFact.EnvironmentRating, "Rating of the living environment", 0, 4),
            Number(PlacementFact.BarriersRating, "Rating of barriers and motivational need", 0, 4),
            Word(PlacementFact.WithdrawalRisk, "Withdrawal risk", severity),
            Word(PlacementFact.ComplicatedWithdrawal, "Seizure or delirium in an earlier withdrawal", noYes),
            Word(PlacementFact.OverdosePastYear, "Overdose within a year", noYes),
            Word(PlacementFact.CanTakePartInGroups, "Able to take part in groups", noYes),
            Word(PlacementFact.Functioning, "Impairment of daily functioning", severity),
            Word(PlacementFact.Supports, "Support by others", ["none", "some", "strong"]),
            Word(PlacementFact.CaregiverInvolved, "Caregiver takes part", noYes),
            Word(PlacementFact.HomeSafe, "Home is safe", noYes),
            Number(PlacementFact.PriorTreatments, "Earlier treatments at a lower level", 0, 1000),
            Word(PlacementFact.RecentHospitalDischarge, "Left an inpatient or residential stay within 30 days", noYes),
            Number(PlacementFact.WeightPercent, "Weight in percent of the expected weight", 20, 400),
            Word(PlacementFact.MedicallyStable, "Medically stable (vital signs, laboratory)", noYes),
            Word(PlacementFact.MealSupport, "Meals that need supervision", ["none", "some", "most", "all"]),
            Word(PlacementFact.MentalDiagnosis, "Diagnosis of a mental disorder", noYes),
            Word(PlacementFact.SubstanceDiagnosis, "Diagnosis of a substance use disorder", noYes),
            Word(PlacementFact.EatingDiagnosis, "Diagnosis of an eating disorder", noYes),
            Number(PlacementFact.LocusLevel, "LOCUS level, scored elsewhere", 0, 6),
            Word(PlacementFact.Prefers, "Patient's preference", Levels()),
            Word(PlacementFact.CurrentLevel, "Present level of care", Levels()),
            Word(PlacementFact.IndicatedLevel, "Level that today's facts ask for, against the present one", ["lower", "same", "higher"]),
            Number(PlacementFact.WeeksAtLevel, "Weeks at this level", 0, 520),
            Word(PlacementFact.Progress, "Progress against the baseline", ["worse", "unchanged", "improved", "remitted"]),
            Number(PlacementFact.GoalsMetPercent, "Plan goals met, in percent", 0, 100),
            Number(PlacementFact.AttendancePercent, "Attendance, in percent of scheduled minutes", 0, 100),
            Word(PlacementFact.WorksOnGoals, "Works on the goals of the plan", noYes),
            Word(PlacementFact.AftercareReady, "Next step of care is arranged", noYes),
            Number(PlacementFact.WeeksBelowDose, "Weeks in a row below the prescribed dose", 0, 520),
            Word(PlacementFact.RiskFall, "Fall of the suicide risk, confirmed by a clinician", ["none", "confirmed", "unconfirmed"]),
        ];
        if (all.Length > 64) throw new InvalidOperationException("FactNames counts up to 64 facts.");
        for (var at = 0; at < all.Length; at++)
        {
            if ((int)all[at].Fact != at) throw new InvalidOperationException($"{all[at].Name} does not stand in the order of its enum.");
        }

        return all;
    }

    private static string[] Levels() => [.. LevelsOfCare.ByIntensity.Select(level => level.ToCode())];

    private static FactDefinition Number(PlacementFact fact, string label, int min, int max) => new(fact, label, null, min, max, null);

    private static FactDefinition Word(PlacementFact fact, string label, string[] words) =>
        new(fact, label, words, 0, words.Length - 1, null);

    private static FactDefinition Score(PlacementFact fact, string instrument, int max) =>
        new(fact, instrument, null, 0, max, instrument);
}

/// <summary>Facts by number, in the order of the vocabulary; the wire name is the member's in camel case.</summary>
internal enum PlacementFact
{
    Age,
    Phq9,
    Gad7,
    Pcl5,
    Audit,
    Dast10,
    Isi,
    Scoff,
    Phq9Item9,
    CssrsLevel,
    ViolenceRisk,
    AttemptPastYear,
    Dimension1,
    Dimension2,
    Dimension3,
    Dimension4,
    Dimension5,
    Dimension6,
    WithdrawalRating,
    PhysicalRating,
    MentalRating,
    ReadinessRating,
    RelapseRating,
    EnvironmentRating,
    BarriersRating,
    WithdrawalRisk,
    ComplicatedWithdrawal,
    OverdosePastYear,
    CanTakePartInGroups,
    Functioning,
    Supports,
    CaregiverInvolved,
    HomeSafe,
    PriorTreatments,
    RecentHospitalDischarge,
    WeightPercent,
    MedicallyStable,
    MealSupport,
    MentalDiagnosis,
    SubstanceDiagnosis,
    EatingDiagnosis,
    LocusLevel,
    Prefers,
    CurrentLevel,
    IndicatedLevel,
    WeeksAtLevel,
    Progress,
    GoalsMetPercent,
    AttendancePercent,
    WorksOnGoals,
    AftercareReady,
    WeeksBelowDose,
    RiskFall,
}

/// <summary>
/// A fact's name, label and range (inclusive). Words have a number each, from 0 on in their order, so that "at least" works
/// on them; a fact without words is a plain number. A score names its instrument.
/// </summary>
internal sealed class FactDefinition(PlacementFact fact, string label, string[]? words, int min, int max, string? instrument)
{
    private readonly CitedFact[] cached = new CitedFact[words?.Length ?? Math.Min(max, 100) + 1];

    public PlacementFact Fact => fact;

    public string Name { get; } = JsonNamingPolicy.CamelCase.ConvertName(fact.ToString());

    public string Label => label;

    public string? Instrument => instrument;

    public bool Allows(int value) => value >= min && value <= max;

    /// <summary>The number of a value as a rule writes it, or null when the fact has no such value.</summary>
    public int? NumberOf(string value) => words is not null
        ? Array.IndexOf(words, value) is >= 0 and var at ? at : null
        : int.TryParse(value, out var number) ? number : null;

    /// <summary>The plain value as a citation; made once a value, because reasons cite the same few values all the time.</summary>
    public CitedFact Cite(int value) => value < cached.Length
        ? cached[value] ??= new CitedFact(Name, words is null ? $"{value}" : words[value])
        : new CitedFact(Name, $"{value}");
}
