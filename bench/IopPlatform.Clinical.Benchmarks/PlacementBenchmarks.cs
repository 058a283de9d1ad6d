using BenchmarkDotNet.Attributes;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;
using Level = IopPlatform.Clinical.LevelOfCare.LevelOfCare;

namespace IopPlatform.Clinical.Benchmarks;

/// <summary>
/// A full recommendation by the newest rules: every rule compared, both justifications with their cited facts, red flags,
/// conflicts, missing facts. Target: under 20 µs.
/// </summary>
public class PlacementBenchmarks
{
    private static readonly DateOnly day = new(2026, 6, 1);
    private readonly PlacementRules rules = PlacementRules.Current;
    private readonly PlacementRules first = PlacementRules.Find("iop-loc-2026.1")!;
    private readonly PlacementFacts adult = Complete();
    private readonly PlacementFacts fourth = Complete() with
    {
        Dimensions = new(),
        FourthEdition = DimensionSchema.Fourth.Dimensions
            .SelectMany(dimension => dimension.Subdimensions.Select(part => part.Code).Append(dimension.Code))
            .ToDictionary(code => code, _ => new DimensionRating(1, "as assessed")),
    };

    private readonly PlacementFacts bare = new() { AsOf = day, AgeYears = 34 };
    private readonly StayFacts stay = new()
    {
        Today = Complete(),
        CurrentLevel = Level.IntensiveOutpatient,
        WeeksAtLevel = 6,
        Progress = StayProgress.Improved,
        GoalsMetPercent = 60,
        AttendancePercent = 85,
        WorksOnGoals = true,
        AftercareReady = false,
    };

    [Benchmark(Baseline = true)]
    public PlacementRecommendation CoOccurringAdult() => Placement.Recommend(adult, rules);

    [Benchmark]
    public PlacementRecommendation FourthEdition() => Placement.Recommend(fourth, rules);

    [Benchmark]
    public PlacementRecommendation HardlyAnythingKnown() => Placement.Recommend(bare, rules);

    [Benchmark]
    public PlacementRecommendation ByTheFirstRules() => Placement.Recommend(adult, first);

    [Benchmark]
    public StayRecommendation ReviewOfAStay() => StayReview.Recommend(stay, rules);

    [Benchmark]
    public string InWords() => PlacementText.Explain(adult, rules);

    private static PlacementFacts Complete() => new()
    {
        AsOf = day,
        AgeYears = 44,
        Diagnoses = [PlacementDiagnosis.FromIcd10("F33.1"), PlacementDiagnosis.FromIcd10("F10.20")],
        Scores =
        [
            new("PHQ-9", 16, day), new("GAD-7", 11, day), new("AUDIT", 22, day), new("ISI", 15, day), new("PCL-5", 35, day),
            new("PHQ-9", 18, day.AddDays(-14)), new("GAD-7", 13, day.AddDays(-14)),
        ],
        SuicideRisk = SafetyLevel.Low,
        SuicidalThoughtsItem = 1,
        ViolenceRisk = SafetyLevel.None,
        AttemptWithinYear = false,
        Dimensions = new()
        {
            Withdrawal = new(1, "as assessed"),
            Physical = new(0, "as assessed"),
            Emotional = new(2, "as assessed"),
            Readiness = new(1, "as assessed"),
            Relapse = new(2, "as assessed"),
            Environment = new(1, "as assessed"),
        },
        WithdrawalRisk = WithdrawalRisk.Mild,
        ComplicatedWithdrawalBefore = false,
        OverdoseWithinYear = false,
        CanTakePartInGroups = true,
        Functioning = Impairment.Moderate,
        Supports = SupportStrength.Some,
        HomeIsSafe = true,
        PriorTreatments = 1,
        RecentHospitalDischarge = false,
        Prefers = Level.Outpatient,
    };
}
