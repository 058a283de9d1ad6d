using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// What is known about a patient when a level of care is asked for. Null (or an empty list) always means "not known",
/// never "no"; a value out of its range counts as not known and is listed as missing.
/// </summary>
public sealed record PlacementFacts
{
    /// <summary>The 30 days of the follow-up measure after a hospital stay (HEDIS FUH), inclusive.</summary>
    public const int RecentDischargeDays = 30;

    /// <summary>The day of the decision in the site's zone; scores that are too old on this day are not used.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Full years.</summary>
    public int? AgeYears { get; init; }

    /// <summary>Scores of any instrument and day; of each instrument the latest one counts.</summary>
    public IReadOnlyList<PlacementScore> Scores { get; init; } = [];

    /// <summary>The level of the latest C-SSRS screener; Indeterminate counts as not known.</summary>
    public SafetyLevel? SuicideRisk { get; init; }

    /// <summary>Ratings along the third edition.</summary>
    public DimensionRatings Dimensions { get; init; } = new();

    /// <summary>
    /// Ratings along the fourth edition, by the codes of <see cref="DimensionSchema.Fourth"/>; other codes are ignored. When
    /// they are there, they count and <see cref="Dimensions"/> do not.
    /// </summary>
    public IReadOnlyDictionary<string, DimensionRating>? FourthEdition { get; init; }

    /// <summary>The answer to the ninth item of the latest PHQ-9, 0 to 3. It never stands in for a risk screener.</summary>
    public int? SuicidalThoughtsItem { get; init; }

    /// <summary>The risk of harm to others, as judged by a clinician; Indeterminate counts as not known.</summary>
    public SafetyLevel? ViolenceRisk { get; init; }

    /// <summary>Whether there was a suicide attempt, interrupted ones included, within the last twelve months.</summary>
    public bool? AttemptWithinYear { get; init; }

    /// <summary>The risk of a withdrawal syndrome, as judged by a clinician.</summary>
    public WithdrawalRisk? WithdrawalRisk { get; init; }

    /// <summary>Whether there was a seizure or a delirium in an earlier withdrawal.</summary>
    public bool? ComplicatedWithdrawalBefore { get; init; }

    /// <summary>Whether there was an overdose within the last twelve months, whatever the intent.</summary>
    public bool? OverdoseWithinYear { get; init; }

    /// <summary>How far work, school, home and self-care suffer, as judged by a clinician.</summary>
    public Impairment? Functioning { get; init; }

    /// <summary>Whether the patient is able, cognitively and emotionally, to take part in group treatment.</summary>
    public bool? CanTakePartInGroups { get; init; }

    public SupportStrength? Supports { get; init; }

    /// <summary>Whether a parent or other caregiver takes part in treatment; asked of adolescents.</summary>
    public bool? CaregiverTakesPart { get; init; }

    public bool? HomeIsSafe { get; init; }

    /// <summary>Completed or broken-off treatments of the same problem at a lower level of care.</summary>
    public int? PriorTreatments { get; init; }

    /// <summary>
    /// Whether the patient left an inpatient or residential stay within the last <see cref="RecentDischargeDays"/> days.
    /// </summary>
    public bool? RecentHospitalDischarge { get; init; }

    /// <summary>
    /// Weight in percent of the expected body weight (of the median body mass index for age in adolescents), 20 to 400.
    /// </summary>
    public int? WeightPercent { get; init; }

    /// <summary>Whether vital signs and laboratory allow treatment outside a hospital, as judged by a physician.</summary>
    public bool? MedicallyStable { get; init; }

    /// <summary>How many meals need someone beside the patient; asked in eating disorders.</summary>
    public MealSupport? MealSupport { get; init; }

    /// <summary>
    /// The level (0 to 6) of a LOCUS that was scored elsewhere, with the licensed form; this library holds none of its text
    /// and none of its scoring. Used only while <see cref="UsesLocus"/>.
    /// </summary>
    public int? LocusLevel { get; init; }

    /// <summary>Whether the provider has turned on levels of LOCUS; off unless it says so.</summary>
    public bool UsesLocus { get; init; }

    /// <summary>The level that the patient asks for. It is weighed in the reasons and never lowers the level.</summary>
    public LevelOfCare? Prefers { get; init; }

    public IReadOnlyList<PlacementDiagnosis> Diagnoses { get; init; } = [];
}

/// <summary>A score of an instrument; a null value is an unscorable result.</summary>
public sealed record PlacementScore(string InstrumentId, int? Value, DateOnly On);

/// <summary>An ICD-10-CM code and what kind of disorder it names.</summary>
public sealed record PlacementDiagnosis(string Code, DiagnosisKind Kind)
{
    /// <summary>
    /// Tells the kind from the code's chapter: F10 to F19 are substance use disorders except F17 (tobacco, which 42 CFR 2.11
    /// does not count as one), every other F code is a mental disorder, and all else is other. Caffeine shares F15 with
    /// stimulants and cannot be told apart here.
    /// </summary>
    public static PlacementDiagnosis FromIcd10(string code)
    {
        var normal = code.Trim().ToUpperInvariant();
        var kind = normal switch
        {
            ['F', '1', '7', ..] => DiagnosisKind.Other,
            ['F', '1', >= '0' and <= '9', ..] => DiagnosisKind.Substance,
            ['F', >= '0' and <= '9', >= '0' and <= '9', ..] => DiagnosisKind.Mental,
            _ => DiagnosisKind.Other,
        };
        return new(normal, kind);
    }
}

public enum DiagnosisKind
{
    Mental,
    Substance,
    Other,
}

public enum WithdrawalRisk
{
    None,
    Mild,
    Moderate,
    Severe,
}

/// <summary>Impairment of daily life: none, or in one, several or nearly all areas.</summary>
public enum Impairment
{
    None,
    Mild,
    Moderate,
    Severe,
}

/// <summary>The share of meals that need supervision.</summary>
public enum MealSupport
{
    None,
    Some,
    Most,
    All,
}

public enum SupportStrength
{
    None,
    Some,
    Strong,
}

/// <summary>A clinician's rating from 0 (no problem) to 4 (imminent danger) and why.</summary>
public sealed record DimensionRating(int Value, string Rationale);

/// <summary>
/// Ratings along six dimensions, in our own words (the order is that of the ASAM criteria, 3rd edition; no text or
/// decision logic of ASAM is used).
/// </summary>
public sealed record DimensionRatings
{
    /// <summary>Ratings by the number of the dimension, "1" to "6"; other keys are ignored.</summary>
    public static DimensionRatings FromNumbers(IReadOnlyDictionary<string, DimensionRating> byNumber) => new()
    {
        Withdrawal = byNumber.GetValueOrDefault("1"),
        Physical = byNumber.GetValueOrDefault("2"),
        Emotional = byNumber.GetValueOrDefault("3"),
        Readiness = byNumber.GetValueOrDefault("4"),
        Relapse = byNumber.GetValueOrDefault("5"),
        Environment = byNumber.GetValueOrDefault("6"),
    };

    /// <summary>Dimension 1: intoxication and withdrawal.</summary>
    public DimensionRating? Withdrawal { get; init; }

    /// <summary>Dimension 2: physical health.</summary>
    public DimensionRating? Physical { get; init; }

    /// <summary>Dimension 3: emotional, behavioral and cognitive problems.</summary>
    public DimensionRating? Emotional { get; init; }

    /// <summary>Dimension 4: readiness to change; a higher rating is less ready.</summary>
    public DimensionRating? Readiness { get; init; }

    /// <summary>Dimension 5: likelihood of relapse, or of the problem going on.</summary>
    public DimensionRating? Relapse { get; init; }

    /// <summary>Dimension 6: the environment of living and recovery.</summary>
    public DimensionRating? Environment { get; init; }
}
