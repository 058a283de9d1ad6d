using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;

namespace IopPlatform.Clinical.Tests;

/// <summary>A case in writing; Vignettes/README.md says what the members mean.</summary>
public sealed record Vignette(
    string Id, string Title, string Story, VignetteFacts Facts, VignetteAnswer Expected, VignetteStay? Stay = null)
{
    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The themes in the order of the book; reviews are apart.</summary>
    public static IReadOnlyList<string> Themes { get; } =
    [
        "depression", "anxiety", "ptsd", "eating-disorder", "substance-use", "co-occurring", "missing-data", "conflicting-data",
    ];

    public static IReadOnlyList<Vignette> OfTheme(string theme) =>
        JsonSerializer.Deserialize<Vignette[]>(File.ReadAllText(Path.Combine(Folder(), "Vignettes", theme + ".json")), options)!;

    /// <summary>Where this file lies, and the data beside it.</summary>
    public static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}

/// <summary>The answer that was written down; a list that is not there is expected to be empty, reasons aside.</summary>
public sealed record VignetteAnswer(
    string? Level = null,
    string? Outcome = null,
    string? Indicated = null,
    IReadOnlyList<ExpectedReason>? WhyNotLower = null,
    IReadOnlyList<ExpectedReason>? WhyNotHigher = null,
    IReadOnlyList<ExpectedReason>? WhyNotLess = null,
    IReadOnlyList<ExpectedReason>? WhyNotMore = null,
    IReadOnlyList<string>? Missing = null,
    IReadOnlyList<ExpectedReason>? RedFlags = null,
    IReadOnlyList<ExpectedReason>? Conflicts = null,
    IReadOnlyList<ExpectedReason>? Considerations = null);

public sealed record ExpectedReason(string Because, IReadOnlyList<string> RestsOn)
{
    /// <summary>Whether one of the reasons given rests on all of these facts.</summary>
    public bool IsAmong(IReadOnlyList<PlacementReason> reasons) =>
        reasons.Any(reason => RestsOn.All(name => reason.Facts.Any(fact => fact.Name == name)));
}

public sealed record VignetteFacts(
    int? Age = null,
    IReadOnlyList<string>? Diagnoses = null,
    string Edition = "3",
    IReadOnlyList<int?>? Ratings = null,
    IReadOnlyDictionary<string, int>? PersonCentered = null,
    IReadOnlyDictionary<string, int>? Scores = null,
    string? SuicideRisk = null,
    string? ViolenceRisk = null,
    bool? AttemptPastYear = null,
    string? WithdrawalRisk = null,
    bool? ComplicatedWithdrawal = null,
    bool? OverdosePastYear = null,
    bool? CanTakePartInGroups = null,
    string? Functioning = null,
    string? Supports = null,
    bool? CaregiverInvolved = null,
    bool? HomeIsSafe = null,
    int? PriorTreatments = null,
    bool? RecentHospitalDischarge = null,
    int? WeightPercent = null,
    bool? MedicallyStable = null,
    string? MealSupport = null,
    int? Phq9Item9 = null,
    string? Prefers = null)
{
    public static readonly DateOnly Day = new(2026, 6, 1);

    public PlacementFacts ToFacts() => new()
    {
        AsOf = Day,
        AgeYears = Age,
        Diagnoses = [.. (Diagnoses ?? []).Select(PlacementDiagnosis.FromIcd10)],
        Dimensions = Edition == "3" ? DimensionRatings.FromNumbers(Rated()) : new(),
        FourthEdition = Edition == "4" ? Rated() : null,
        Scores = [.. (Scores ?? new Dictionary<string, int>()).Select(score => new PlacementScore(score.Key, score.Value, Day))],
        SuicideRisk = SafetyLevels.FromCode(SuicideRisk),
        ViolenceRisk = SafetyLevels.FromCode(ViolenceRisk),
        AttemptWithinYear = AttemptPastYear,
        SuicidalThoughtsItem = Phq9Item9,
        WithdrawalRisk = PlacementCodes.ToWithdrawalRisk(WithdrawalRisk),
        ComplicatedWithdrawalBefore = ComplicatedWithdrawal,
        OverdoseWithinYear = OverdosePastYear,
        CanTakePartInGroups = CanTakePartInGroups,
        Functioning = PlacementCodes.ToImpairment(Functioning),
        Supports = PlacementCodes.ToSupportStrength(Supports),
        CaregiverTakesPart = CaregiverInvolved,
        HomeIsSafe = HomeIsSafe,
        PriorTreatments = PriorTreatments,
        RecentHospitalDischarge = RecentHospitalDischarge,
        WeightPercent = WeightPercent,
        MedicallyStable = MedicallyStable,
        MealSupport = PlacementCodes.ToMealSupport(MealSupport),
        Prefers = LevelsOfCare.FromCode(Prefers),
    };

    private Dictionary<string, DimensionRating> Rated()
    {
        var rated = (Ratings ?? [])
            .Select((value, at) => (Code: $"{at + 1}", Value: value))
            .Where(rating => rating.Value is not null)
            .ToDictionary(rating => rating.Code, rating => new DimensionRating(rating.Value!.Value, ""));
        foreach (var (part, value) in PersonCentered ?? new Dictionary<string, int>())
            rated[part == "barriers" ? "6a" : "6b"] = new(value, "");
        return rated;
    }
}

public sealed record VignetteStay(
    string CurrentLevel,
    int? WeeksAtLevel = null,
    int? GoalsMetPercent = null,
    int? AttendancePercent = null,
    string? Progress = null,
    bool? WorksOnGoals = null,
    bool? AftercareReady = null)
{
    public StayFacts ToFacts(PlacementFacts today) => new()
    {
        Today = today,
        CurrentLevel = LevelsOfCare.FromCode(CurrentLevel)!.Value,
        WeeksAtLevel = WeeksAtLevel,
        GoalsMetPercent = GoalsMetPercent,
        AttendancePercent = AttendancePercent,
        Progress = PlacementCodes.ToStayProgress(Progress),
        WorksOnGoals = WorksOnGoals,
        AftercareReady = AftercareReady,
    };
}
