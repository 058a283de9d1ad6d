using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;
using Level = IopPlatform.Clinical.LevelOfCare.LevelOfCare;

namespace IopPlatform.Clinical.Tests;

/// <summary>
/// The first rule set, which old decisions are replayed by. Each case changes a few facts of one mild, stable case that
/// outpatient care would answer.
/// </summary>
public sealed class PlacementTests
{
    private static readonly PlacementRules rules = PlacementRules.Find("iop-loc-2026.1")!;
    private static readonly DateOnly day = new(2026, 3, 2);

    private static readonly PlacementFacts mild = new()
    {
        AsOf = day,
        AgeYears = 34,
        Scores = [new("PHQ-9", 12, day), new("GAD-7", 8, day)],
        SuicideRisk = SafetyLevel.None,
        Dimensions = Rated(0, 0, 1, 0, 1, 0),
        WithdrawalRisk = WithdrawalRisk.None,
        CanTakePartInGroups = true,
        Supports = SupportStrength.Some,
        HomeIsSafe = true,
        PriorTreatments = 0,
        RecentHospitalDischarge = false,
        Diagnoses = [new("F33.1", DiagnosisKind.Mental)],
    };

    private static readonly (string Name, PlacementFacts Facts, string Level, string NotLower, string RedFlags)[] cases =
    [
        ("mild and stable", mild, "outpatient", "LOC-OP-01", ""),
        ("PHQ-9 of 15 alone", Scored(15, 8), "outpatient", "LOC-OP-01", ""),
        ("PHQ-9 of 15 with GAD-7 of 10", Scored(15, 10), "iop", "LOC-IOP-01", ""),
        ("PHQ-9 of 15 after one treatment", Scored(15, 8) with { PriorTreatments = 1 }, "iop", "LOC-IOP-01", ""),
        ("PHQ-9 of 20 alone", Scored(20, 8), "iop", "LOC-IOP-08", ""),
        ("PHQ-9 of 20 with GAD-7 of 15", Scored(20, 15), "php", "LOC-PHP-03", ""),
        ("PHQ-9 of 20 without support", Scored(20, 8) with { Supports = SupportStrength.None }, "php", "LOC-PHP-03", ""),
        ("GAD-7 of 15 with PHQ-9 of 10", Scored(10, 15), "iop", "LOC-IOP-02", ""),
        ("GAD-7 of 14 with PHQ-9 of 10", Scored(10, 14), "outpatient", "LOC-OP-01", ""),
        ("suicide risk low", mild with { SuicideRisk = SafetyLevel.Low }, "outpatient", "LOC-OP-01", ""),
        ("suicide risk moderate", mild with { SuicideRisk = SafetyLevel.Moderate }, "iop", "LOC-IOP-07", ""),
        ("suicide risk moderate, alone",
            mild with { SuicideRisk = SafetyLevel.Moderate, Supports = SupportStrength.None }, "php", "LOC-PHP-01", ""),
        ("suicide risk high", mild with { SuicideRisk = SafetyLevel.High }, "inpatient", "LOC-IN-01", "LOC-IN-01"),
        ("emotional 2 with PHQ-9 of 12", mild with { Dimensions = Rated(0, 0, 2, 0, 1, 0) }, "iop", "LOC-IOP-03", ""),
        ("emotional 3", mild with { Dimensions = Rated(0, 0, 3, 0, 1, 0) }, "php", "LOC-PHP-02", ""),
        ("emotional 4", mild with { Dimensions = Rated(0, 0, 4, 0, 1, 0) }, "inpatient", "LOC-IN-02", "LOC-IN-02"),
        ("physical 4", mild with { Dimensions = Rated(0, 4, 1, 0, 1, 0) }, "inpatient", "LOC-IN-03", "LOC-IN-03"),
        ("relapse 3", mild with { Dimensions = Rated(0, 0, 1, 0, 3, 0) }, "iop", "LOC-IOP-04", ""),
        ("relapse 4", mild with { Dimensions = Rated(0, 0, 1, 0, 4, 0) }, "php", "LOC-PHP-05", ""),
        ("relapse 4, environment 3", mild with { Dimensions = Rated(0, 0, 1, 0, 4, 3) }, "residential", "LOC-RES-03", ""),
        ("environment 3", mild with { Dimensions = Rated(0, 0, 1, 0, 1, 3) }, "iop", "LOC-IOP-09", ""),
        ("environment 4", mild with { Dimensions = Rated(0, 0, 1, 0, 1, 4) }, "residential", "LOC-RES-02", ""),
        ("readiness 2, relapse 2", mild with { Dimensions = Rated(0, 0, 1, 2, 2, 0) }, "iop", "LOC-IOP-05", ""),
        ("withdrawal rated 2", mild with { Dimensions = Rated(2, 0, 1, 0, 1, 0) }, "iop", "LOC-IOP-10", ""),
        ("withdrawal rated 3", mild with { Dimensions = Rated(3, 0, 1, 0, 1, 0) }, "withdrawal-management", "LOC-WM-02", "LOC-WM-02"),
        ("withdrawal risk moderate", mild with { WithdrawalRisk = WithdrawalRisk.Moderate }, "php", "LOC-PHP-04", ""),
        ("withdrawal risk severe", mild with { WithdrawalRisk = WithdrawalRisk.Severe }, "withdrawal-management", "LOC-WM-01", "LOC-WM-01"),
        ("severe withdrawal and high suicide risk",
            mild with { WithdrawalRisk = WithdrawalRisk.Severe, SuicideRisk = SafetyLevel.High },
            "inpatient", "LOC-IN-01", "LOC-IN-01 LOC-WM-01"),
        ("left a hospital last week", mild with { RecentHospitalDischarge = true }, "iop", "LOC-IOP-06", ""),
        ("tried twice before", mild with { PriorTreatments = 2 }, "iop", "LOC-IOP-11", ""),
        ("home not safe, mild", mild with { HomeIsSafe = false }, "outpatient", "LOC-OP-01", "LOC-RF-01"),
        ("home not safe, PHQ-9 of 15", Scored(15, 8) with { HomeIsSafe = false }, "residential", "LOC-RES-01", "LOC-RF-01"),
        ("no groups, mild", mild with { CanTakePartInGroups = false }, "outpatient", "LOC-OP-01", "LOC-EX-01"),
        ("no groups, IOP indicated", Scored(17, 12) with { CanTakePartInGroups = false }, "open", "LOC-IOP-01", "LOC-EX-01"),
        ("no groups, high suicide risk",
            mild with { CanTakePartInGroups = false, SuicideRisk = SafetyLevel.High }, "inpatient", "LOC-IN-01", "LOC-EX-01 LOC-IN-01"),
        ("a child of 11", mild with { AgeYears = 11 }, "open", "LOC-OP-01", "LOC-EX-02"),
        ("an adolescent of 12", mild with { AgeYears = 12 }, "outpatient", "LOC-OP-01", ""),
    ];

    public static TheoryData<string> Names => [.. cases.Select(item => item.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Recommend_Case_LevelWithBothJustificationsAndRedFlags(string name)
    {
        var (_, facts, level, notLower, redFlags) = cases.Single(item => item.Name == name);
        var result = Placement.Recommend(facts, rules);
        Assert.Equal(level, result.Recommended?.ToCode() ?? "open");
        Assert.Contains(notLower, result.WhyNotLower.Select(reason => reason.RuleId));
        Assert.NotEmpty(result.WhyNotHigher);
        Assert.Equal(redFlags, string.Join(" ", result.RedFlags.Select(reason => reason.RuleId)));
        Assert.All(
            result.WhyNotLower.Concat(result.WhyNotHigher).Concat(result.RedFlags),
            reason => Assert.True(reason.Sentence.Length > 0 && reason.Facts.Count > 0, reason.RuleId));
        Assert.Equal("iop-loc-2026.1", result.RulesVersion);
    }

    [Fact]
    public void Recommend_Reasons_CiteTheFactsWithTheirValues()
    {
        var result = Placement.Recommend(Scored(17, 12), rules);
        var reason = Assert.Single(result.WhyNotLower, reason => reason.RuleId == "LOC-IOP-01");
        Assert.Equal([new("phq9", "17 on 2026-03-02"), new("gad7", "12 on 2026-03-02")], reason.Facts);
        var higher = Assert.Single(result.WhyNotHigher, reason => reason.RuleId == "LOC-PHP-02");
        Assert.Equal([new("dimension3", "1")], higher.Facts);
        Assert.Contains("LOC-IN-01", result.WhyNotHigher.Select(item => item.RuleId));
    }

    public static TheoryData<string, string> Missing => new()
    {
        { "age", "age" },
        { "screen", "cssrsLevel" },
        { "screen-indeterminate", "cssrsLevel" },
        { "diagnoses", "mentalDiagnosis" },
        { "groups", "canTakePartInGroups" },
        { "home", "homeSafe" },
        { "severity", "phq9" },
        { "withdrawal of a substance disorder", "withdrawalRisk" },
    };

    [Theory]
    [MemberData(nameof(Missing))]
    public void Recommend_EssentialFactMissing_NothingIsRecommended(string what, string fact)
    {
        var bare = mild.Dimensions with { Withdrawal = null };
        PlacementFacts facts = what switch
        {
            "age" => mild with { AgeYears = null },
            "screen" => mild with { SuicideRisk = null },
            "screen-indeterminate" => mild with { SuicideRisk = SafetyLevel.Indeterminate },
            "diagnoses" => mild with { Diagnoses = [] },
            "groups" => mild with { CanTakePartInGroups = null },
            "home" => mild with { HomeIsSafe = null },
            "severity" => mild with { Scores = [], Dimensions = new() },
            _ => mild with { WithdrawalRisk = null, Dimensions = bare, Diagnoses = [new("F10.20", DiagnosisKind.Substance)] },
        };
        var result = Placement.Recommend(facts, rules);
        Assert.Null(result.Recommended);
        Assert.Contains(fact, result.MissingFacts);
    }

    [Fact]
    public void Recommend_HighSuicideRiskOnly_IsRecommendedWithoutWaitingForTheRest()
    {
        var result = Placement.Recommend(new() { AsOf = day, SuicideRisk = SafetyLevel.High }, rules);
        Assert.Equal(Level.Inpatient, result.Recommended);
        Assert.Contains("age", result.MissingFacts);
        Assert.NotEmpty(result.WhyNotLower);
        Assert.NotEmpty(result.WhyNotHigher);
    }

    [Fact]
    public void Recommend_NothingKnown_AnswersWithWhatIsMissing()
    {
        var result = Placement.Recommend(new() { AsOf = day }, rules);
        Assert.Null(result.Recommended);
        Assert.Contains("homeSafe", result.MissingFacts);
        Assert.Empty(result.RedFlags);
    }

    [Theory]
    [InlineData(30, "iop", false)]
    [InlineData(31, "outpatient", true)]
    [InlineData(-1, "outpatient", true)]
    public void Recommend_ScoreTooOldOrOfTheFuture_CountsAsMissing(int ageDays, string level, bool missing)
    {
        var facts = mild with { Scores = [new("PHQ-9", 22, day.AddDays(-ageDays)), new("GAD-7", 8, day)] };
        var result = Placement.Recommend(facts, rules);
        Assert.Equal(level, result.Recommended?.ToCode());
        Assert.Equal(missing, result.MissingFacts.Contains("phq9"));
    }

    [Fact]
    public void Recommend_LatestScoreUnscorable_DoesNotFallBackToAnOlderOne()
    {
        var facts = mild with { Scores = [new("PHQ-9", 22, day.AddDays(-7)), new("PHQ-9", null, day), new("GAD-7", 8, day)] };
        Assert.Contains("phq9", Placement.Recommend(facts, rules).MissingFacts);
    }

    [Fact]
    public void Recommend_RatingOutOfRange_CountsAsMissing() =>
        Assert.Contains(
            "dimension3",
            Placement.Recommend(mild with { Dimensions = Rated(0, 0, 5, 0, 1, 0) }, rules).MissingFacts);

    [Theory]
    [InlineData(Level.Outpatient, "LOC-PREF-LOWER", "")]
    [InlineData(Level.PartialHospitalization, "", "LOC-PREF-HIGHER")]
    [InlineData(Level.IntensiveOutpatient, "", "")]
    public void Recommend_Preference_IsArguedAndNeverMovesTheLevel(Level prefers, string lower, string higher)
    {
        var result = Placement.Recommend(Scored(17, 12) with { Prefers = prefers }, rules);
        Assert.Equal(Level.IntensiveOutpatient, result.Recommended);
        Assert.Equal(lower, string.Concat(result.WhyNotLower.Select(r => r.RuleId).Where(id => id.StartsWith("LOC-PREF"))));
        Assert.Equal(higher, string.Concat(result.WhyNotHigher.Select(r => r.RuleId).Where(id => id.StartsWith("LOC-PREF"))));
    }

    [Theory]
    [InlineData("F33.1", DiagnosisKind.Mental)]
    [InlineData("F09", DiagnosisKind.Mental)]
    [InlineData("f10.20", DiagnosisKind.Substance)]
    [InlineData("F19.20", DiagnosisKind.Substance)]
    [InlineData("F17.210", DiagnosisKind.Other)]
    [InlineData("F20.9", DiagnosisKind.Mental)]
    [InlineData("R45.851", DiagnosisKind.Other)]
    [InlineData("F", DiagnosisKind.Other)]
    [InlineData("", DiagnosisKind.Other)]
    public void FromIcd10_Kind_ByChapter(string code, DiagnosisKind kind) =>
        Assert.Equal(kind, PlacementDiagnosis.FromIcd10(code).Kind);

    [Fact]
    public void FromNumbers_PutsEachRatingInItsDimension()
    {
        var byNumber = Enumerable.Range(1, 6).ToDictionary(n => $"{n}", n => new DimensionRating(n % 5, $"r{n}"));
        var ratings = DimensionRatings.FromNumbers(byNumber);
        Assert.Equal(
            ["r1", "r2", "r3", "r4", "r5", "r6"],
            new[]
            {
                ratings.Withdrawal, ratings.Physical, ratings.Emotional, ratings.Readiness, ratings.Relapse, ratings.Environment,
            }.Select(rating => rating!.Rationale));
        Assert.Null(DimensionRatings.FromNumbers(new Dictionary<string, DimensionRating>()).Relapse);
    }

    [Fact]
    public void Codes_RoundTripAndAreStable()
    {
        Assert.Equal(
            ["outpatient", "iop", "php", "residential", "withdrawal-management", "inpatient"],
            LevelsOfCare.ByIntensity.Select(level => level.ToCode()));
        Assert.All(Enum.GetValues<Level>(), level => Assert.Equal(level, LevelsOfCare.FromCode(level.ToCode())));
        Assert.Null(LevelsOfCare.FromCode("IOP"));
        Assert.All(Enum.GetValues<WithdrawalRisk>(), risk => Assert.Equal(risk, PlacementCodes.ToWithdrawalRisk(risk.ToCode())));
        Assert.All(Enum.GetValues<SupportStrength>(), supports => Assert.Equal(supports, PlacementCodes.ToSupportStrength(supports.ToCode())));
        Assert.All(Enum.GetValues<SafetyLevel>(), level => Assert.Equal(level, SafetyLevels.FromCode(level.ToCode())));
        Assert.Equal([0, 1, 2, 3, 4, 5], LevelsOfCare.ByIntensity.Select(level => level.Intensity()));
    }

    private static PlacementFacts Scored(int phq9, int gad7) =>
        mild with { Scores = [new("PHQ-9", phq9, day), new("GAD-7", gad7, day)] };

    private static DimensionRatings Rated(int withdrawal, int physical, int emotional, int readiness, int relapse, int environment)
    {
        return new()
        {
            Withdrawal = Rating(withdrawal),
            Physical = Rating(physical),
            Emotional = Rating(emotional),
            Readiness = Rating(readiness),
            Relapse = Rating(relapse),
            Environment = Rating(environment),
        };

        static DimensionRating Rating(int value) => new(value, "as assessed");
    }
}
