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

    public DimensionRatings Dimensions { get; init; } = new();

    /// <summary>The risk of a withdrawal syndrome, as judged by a clinician.</summary>
    public WithdrawalRisk? WithdrawalRisk { get; init; }

    /// <summary>Whether the patient is able, cognitively and emotionally, to take part in group treatment.</summary>
    public bool? CanTakePartInGroups { get; init; }

    public SupportStrength? Supports { get; init; }

    public bool? HomeIsSafe { get; init; }

    /// <summary>Completed or broken-off treatments of the same problem at a lower level of care.</summary>
    public int? PriorTreatments { get; init; }

    /// <summary>
    /// Whether the patient left an inpatient or residential stay within the last <see cref="RecentDischargeDays"/> days.
    /// </summary>
    public bool? RecentHospitalDischarge { get; init; }

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
