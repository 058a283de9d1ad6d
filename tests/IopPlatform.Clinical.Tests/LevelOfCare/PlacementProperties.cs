using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;

namespace IopPlatform.Clinical.Tests;

/// <summary>Complete facts of a patient whom no rule excludes.</summary>
public static class CompleteFacts
{
    public static readonly DateOnly Day = new(2026, 3, 2);

    public static Arbitrary<PlacementFacts> Facts() => (
        from numbers in Gen.Choose(0, int.MaxValue - 1).ArrayOf(17)
        from calm in Gen.Elements(true, false)
        select Build(numbers, calm)).ToArbitrary();

    /// <summary>
    /// Every other case is calm but for its scores, history and readiness; otherwise some emergency would hide nearly all
    /// of the lower levels' rules.
    /// </summary>
    private static PlacementFacts Build(int[] n, bool calm) => new()
    {
        AsOf = Day,
        AgeYears = 12 + (n[0] % 70),
        Scores = [new("PHQ-9", n[1] % 28, Day), new("GAD-7", n[2] % 22, Day)],
        SuicideRisk = (SafetyLevel)(n[3] % (calm ? 2 : 4)),
        Dimensions = new()
        {
            Withdrawal = Rating(n[4], calm),
            Physical = Rating(n[5], calm),
            Emotional = Rating(n[6], calm),
            Readiness = Rating(n[7], calm: false),
            Relapse = Rating(n[8], calm),
            Environment = Rating(n[9], calm),
        },
        WithdrawalRisk = (WithdrawalRisk)(n[10] % (calm ? 2 : 4)),
        CanTakePartInGroups = true,
        Supports = (SupportStrength)(n[11] % 3),
        HomeIsSafe = calm || n[12] % 4 != 0,
        PriorTreatments = n[13] % 4,
        RecentHospitalDischarge = !calm && n[14] % 4 == 0,
        Prefers = n[15] % 7 == 6 ? null : LevelsOfCare.ByIntensity[n[15] % 7],
        Diagnoses = n[16] % 2 == 0
            ? [PlacementDiagnosis.FromIcd10("F33.1")]
            : [PlacementDiagnosis.FromIcd10("F33.1"), PlacementDiagnosis.FromIcd10("F10.20")],
    };

    /// <summary>Mild ratings are as common as in life, so that every level comes up.</summary>
    private static DimensionRating Rating(int n, bool calm) =>
        new(calm ? n % 2 : new[] { 0, 0, 0, 1, 1, 1, 2, 2, 3, 4 }[n % 10], "generated");
}

/// <summary>Facts of which any may be unknown.</summary>
public static class PartialFacts
{
    public static Arbitrary<PlacementFacts> Facts() => (
        from facts in CompleteFacts.Facts().Generator
        from keep in Gen.Choose(0, 3).ArrayOf(12)
        select facts with
        {
            AgeYears = keep[0] > 0 ? facts.AgeYears : null,
            Scores = keep[1] > 0 ? facts.Scores : [],
            SuicideRisk = keep[2] > 0 ? facts.SuicideRisk : SafetyLevel.Indeterminate,
            Dimensions = facts.Dimensions with
            {
                Withdrawal = keep[3] > 0 ? facts.Dimensions.Withdrawal : null,
                Emotional = keep[4] > 0 ? facts.Dimensions.Emotional : null,
                Relapse = keep[5] > 0 ? facts.Dimensions.Relapse : null,
            },
            WithdrawalRisk = keep[6] > 0 ? facts.WithdrawalRisk : null,
            CanTakePartInGroups = keep[7] > 1 ? true : keep[7] == 1 ? false : null,
            Supports = keep[8] > 0 ? facts.Supports : null,
            HomeIsSafe = keep[9] > 0 ? facts.HomeIsSafe : null,
            PriorTreatments = keep[10] > 0 ? facts.PriorTreatments : null,
            Diagnoses = keep[11] > 0 ? facts.Diagnoses : [],
        }).ToArbitrary();
}

public sealed class PlacementProperties
{
    private static readonly HashSet<string> names =
    [
        "age", "phq9", "gad7", "cssrsLevel", "withdrawalRisk", "canTakePartInGroups", "supports", "homeSafe", "priorTreatments",
        "recentHospitalDischarge", "mentalDiagnosis", "substanceDiagnosis", "prefers",
        "dimension1", "dimension2", "dimension3", "dimension4", "dimension5", "dimension6",
    ];

    [Property(Arbitrary = [typeof(CompleteFacts)], MaxTest = 2000)]
    public bool Recommend_OneFactWorse_NeverLessCare(PlacementFacts facts)
    {
        var before = Placement.Recommend(facts, PlacementRules.Current).Recommended!.Value.Intensity();
        return Worse(facts).All(worse =>
            Placement.Recommend(worse, PlacementRules.Current).Recommended!.Value.Intensity() >= before);
    }

    [Property(Arbitrary = [typeof(CompleteFacts)], MaxTest = 2000)]
    public bool Recommend_Complete_IsRecommendedAndArguedBothWays(PlacementFacts facts)
    {
        var result = Placement.Recommend(facts, PlacementRules.Current);
        return result.Recommended is not null && result.MissingFacts.Count == 0 && IsArgued(result);
    }

    [Property(Arbitrary = [typeof(PartialFacts)], MaxTest = 2000)]
    public bool Recommend_Partial_IsArguedOrSaysWhatIsOpen(PlacementFacts facts)
    {
        var result = Placement.Recommend(facts, PlacementRules.Current);
        return result.Recommended is not null
            ? IsArgued(result)
            : result.MissingFacts.Count > 0 || result.RedFlags.Count > 0;
    }

    /// <summary>The other properties would say little if the generator never reached a level.</summary>
    [Fact]
    public void Generator_Complete_ReachesEveryLevel() => Assert.Equal(
        LevelsOfCare.ByIntensity,
        CompleteFacts.Facts().Generator.Sample(1000)
            .Select(facts => Placement.Recommend(facts, PlacementRules.Current).Recommended!.Value)
            .Distinct()
            .OrderBy(level => level.Intensity()));

    private static bool IsArgued(PlacementRecommendation result) =>
        result.WhyNotLower.Count > 0
        && result.WhyNotHigher.Count > 0
        && result.WhyNotLower.Concat(result.WhyNotHigher).Concat(result.RedFlags).All(reason =>
            reason.Sentence.Length > 0 && reason.Facts.Count > 0 && reason.Facts.All(fact => names.Contains(fact.Name)));

    private static IEnumerable<PlacementFacts> Worse(PlacementFacts facts)
    {
        var d = facts.Dimensions;
        yield return facts with { Dimensions = d with { Withdrawal = Up(d.Withdrawal) } };
        yield return facts with { Dimensions = d with { Physical = Up(d.Physical) } };
        yield return facts with { Dimensions = d with { Emotional = Up(d.Emotional) } };
        yield return facts with { Dimensions = d with { Readiness = Up(d.Readiness) } };
        yield return facts with { Dimensions = d with { Relapse = Up(d.Relapse) } };
        yield return facts with { Dimensions = d with { Environment = Up(d.Environment) } };
        foreach (var id in new[] { "PHQ-9", "GAD-7" })
            foreach (var points in new[] { 1, 5, 10, 27 })
                yield return facts with { Scores = [.. facts.Scores.Select(s => s.InstrumentId == id ? Up(s, points) : s)] };
        yield return facts with { SuicideRisk = facts.SuicideRisk < SafetyLevel.High ? facts.SuicideRisk + 1 : SafetyLevel.High };
        yield return facts with
        {
            WithdrawalRisk = facts.WithdrawalRisk < WithdrawalRisk.Severe ? facts.WithdrawalRisk + 1 : WithdrawalRisk.Severe,
        };
        yield return facts with { Supports = facts.Supports > SupportStrength.None ? facts.Supports - 1 : SupportStrength.None };
        yield return facts with { HomeIsSafe = false };
        yield return facts with { PriorTreatments = facts.PriorTreatments + 1 };
        yield return facts with { RecentHospitalDischarge = true };
    }

    private static DimensionRating Up(DimensionRating? rating) => rating! with { Value = Math.Min(4, rating.Value + 1) };

    private static PlacementScore Up(PlacementScore score, int points) =>
        score with { Value = Math.Min(score.InstrumentId == "PHQ-9" ? 27 : 21, score.Value!.Value + points) };
}
