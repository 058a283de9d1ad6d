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
        from numbers in Gen.Choose(0, int.MaxValue - 1).ArrayOf(32)
        from calm in Gen.Elements(true, false)
        select Build(numbers, calm)).ToArbitrary();

    /// <summary>
    /// Every other case is calm but for its scores, history and readiness; otherwise some emergency would hide nearly all
    /// of the lower levels' rules.
    /// </summary>
    private static PlacementFacts Build(int[] n, bool calm) => new()
    {
        FourthEdition = n[17] % 3 != 0 ? null : DimensionSchema.Fourth.Dimensions
            .SelectMany(dimension => dimension.Subdimensions.Select(part => part.Code).Append(dimension.Code))
            .Select((code, at) => (Code: code, Rating: Rating(n[17] / 3 / (at + 1), calm)))
            .ToDictionary(rated => rated.Code, rated => rated.Rating),
        SuicidalThoughtsItem = n[18] % 4,
        ViolenceRisk = (SafetyLevel)(n[19] % (calm ? 2 : 4)),
        AttemptWithinYear = n[20] % 5 == 0,
        ComplicatedWithdrawalBefore = n[21] % 5 == 0,
        OverdoseWithinYear = n[22] % 5 == 0,
        Functioning = (Impairment)(n[23] % (calm ? 3 : 4)),
        CaregiverTakesPart = n[24] % 4 != 0,
        WeightPercent = calm ? 90 + (n[25] % 60) : 65 + (n[25] % 80),
        MedicallyStable = calm || n[26] % 5 != 0,
        MealSupport = (MealSupport)(n[27] % (calm ? 2 : 4)),
        LocusLevel = n[28] % 7,
        UsesLocus = !calm && n[29] % 4 == 0,
        AsOf = Day,
        AgeYears = 12 + (n[0] % 70),
        Scores =
        [
            new("PHQ-9", n[1] % 28, Day), new("GAD-7", n[2] % 22, Day), new("PCL-5", n[30] % 81, Day),
            new("AUDIT", n[31] % 41, Day), new("DAST-10", n[31] / 41 % 11, Day), new("SCOFF", n[30] / 81 % 6, Day),
            new("ISI", n[30] / 486 % 29, Day),
        ],
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
        Diagnoses = (n[16] % 4) switch
        {
            0 => [PlacementDiagnosis.FromIcd10("F33.1")],
            1 => [PlacementDiagnosis.FromIcd10("F33.1"), PlacementDiagnosis.FromIcd10("F10.20")],
            2 => [PlacementDiagnosis.FromIcd10("F50.01")],
            _ => [PlacementDiagnosis.FromIcd10("F11.20")],
        },
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
        from keep in Gen.Choose(0, 3).ArrayOf(16)
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
            Functioning = keep[12] > 0 ? facts.Functioning : null,
            MedicallyStable = keep[13] > 0 ? facts.MedicallyStable : null,
            WeightPercent = keep[14] > 0 ? facts.WeightPercent : null,
            ViolenceRisk = keep[15] > 0 ? facts.ViolenceRisk : null,
        }).ToArbitrary();
}

public sealed class PlacementProperties
{
    private static readonly PlacementRules current = PlacementRules.Current;

    [Property(Arbitrary = [typeof(CompleteFacts)], MaxTest = 1000)]
    public bool Recommend_OneFactWorse_NeverLessCareByAnyVersion(PlacementFacts facts) => PlacementRules.All.All(rules =>
    {
        var before = Placement.Recommend(facts, rules).Recommended!.Value.Intensity();
        return Worse(facts).All(worse => Placement.Recommend(worse, rules).Recommended!.Value.Intensity() >= before);
    });

    [Property(Arbitrary = [typeof(CompleteFacts)], MaxTest = 1000)]
    public bool Recommend_Complete_IsRecommendedAndArguedBothWays(PlacementFacts facts) => PlacementRules.All.All(rules =>
    {
        var result = Placement.Recommend(facts, rules);
        return result.Recommended is not null && result.MissingFacts.Count == 0 && IsArgued(result, facts, rules);
    });

    [Property(Arbitrary = [typeof(PartialFacts)], MaxTest = 1000)]
    public bool Recommend_Partial_IsArguedOrSaysWhatIsOpen(PlacementFacts facts) => PlacementRules.All.All(rules =>
    {
        var result = Placement.Recommend(facts, rules);
        return result.Recommended is not null
            ? IsArgued(result, facts, rules)
            : result.MissingFacts.Count > 0 || result.RedFlags.Count > 0;
    });

    /// <summary>What is not known now can only raise the level when it becomes known, never lower it.</summary>
    [Property(Arbitrary = [typeof(CompleteFacts)], MaxTest = 1000)]
    public bool Recommend_LessKnown_NeverMoreCareIndicated(PlacementFacts facts)
    {
        var all = Placement.Recommend(facts, current).Indicated.Intensity();
        PlacementFacts[] fewer =
        [
            facts with { Scores = [] }, facts with { SuicideRisk = null }, facts with { Dimensions = new(), FourthEdition = null },
            facts with { Diagnoses = [] }, facts with { HomeIsSafe = null }, facts with { Functioning = null },
        ];
        return fewer.Skip(facts.FourthEdition is null ? 0 : 3).Concat(fewer.Take(2))
            .All(known => Placement.Recommend(known, current).Indicated.Intensity() <= all);
    }

    [Property(Arbitrary = [typeof(CompleteFacts)], MaxTest = 500)]
    public bool Recommend_ScoresInAnyOrder_SameAnswer(PlacementFacts facts) =>
        Show(Placement.Recommend(facts, current)) == Show(Placement.Recommend(facts with { Scores = [.. facts.Scores.Reverse()] }, current));

    [Property(Arbitrary = [typeof(CompleteFacts)], MaxTest = 500)]
    public bool Recommend_BarriersPreferenceAndLocusTurnedOff_NeverMoveTheLevel(PlacementFacts facts)
    {
        var plain = facts with { UsesLocus = false };
        var level = Placement.Recommend(plain, current).Indicated;
        return LevelsOfCare.ByIntensity.All(prefers => Placement.Recommend(plain with { Prefers = prefers }, current).Indicated == level)
            && Enumerable.Range(0, 7).All(locus => Placement.Recommend(plain with { LocusLevel = locus }, current).Indicated == level)
            && (plain.FourthEdition is null || Enumerable.Range(0, 5).All(rating =>
                Placement.Recommend(plain with { FourthEdition = With(plain.FourthEdition, "6a", rating) }, current).Indicated == level));
    }

    /// <summary>The other properties would say little if the generator never reached a level.</summary>
    [Fact]
    public void Generator_Complete_ReachesEveryLevel() => Assert.All(PlacementRules.All, rules => Assert.Equal(
        LevelsOfCare.ByIntensity,
        CompleteFacts.Facts().Generator.Sample(1000)
            .Select(facts => Placement.Recommend(facts, rules).Recommended!.Value)
            .Distinct()
            .OrderBy(level => level.Intensity())));

    /// <summary>Both lists are there, and every reason cites facts that are known and asked for by its rule.</summary>
    private static bool IsArgued(PlacementRecommendation result, PlacementFacts facts, PlacementRules rules) =>
        result.WhyNotLower.Count > 0
        && result.WhyNotHigher.Count > 0
        && result.WhyNotLower.Concat(result.WhyNotHigher).Concat(result.RedFlags)
            .Concat(result.Conflicts).Concat(result.Considerations)
            .All(reason => reason.Sentence.Length > 0 && reason.Facts.Count > 0 && reason.Facts.All(fact =>
                PlacementVocabulary.Names.Contains(fact.Name) && fact.Value.Length > 0 && IsOfItsRule(reason, fact, rules)))
        && (facts.SuicideRisk is not null || !Cited(result).Contains("cssrsLevel"))
        && (facts.Functioning is not null || !Cited(result).Contains("functioning"))
        && (facts.HomeIsSafe is not null || !Cited(result).Contains("homeSafe"))
        && (facts.Scores.Count > 0 || !Cited(result).Contains("phq9"));

    private static bool IsOfItsRule(PlacementReason reason, CitedFact fact, PlacementRules rules)
    {
        if (rules.Rules.SingleOrDefault(rule => rule.Id == reason.RuleId) is not { } rule) return reason.RuleId is "LOC-TOP" || fact.Name == "prefers";
        return rule.All.Concat(rule.Some).Concat(rule.When).Any(test => test.Fact == fact.Name) || rule.Cites.Contains(fact.Name);
    }

    private static HashSet<string> Cited(PlacementRecommendation result) =>
        [.. result.WhyNotLower.Concat(result.WhyNotHigher).SelectMany(reason => reason.Facts).Select(fact => fact.Name)];

    private static string Show(PlacementRecommendation made) => string.Join('\n', new[]
    {
        made.WhyNotLower, made.WhyNotHigher, made.RedFlags, made.Conflicts, made.Considerations,
    }.Select(reasons => string.Join(' ', reasons.Select(reason => $"{reason.RuleId}[{string.Join(';', reason.Facts)}]"))).Append($"{made.Recommended}"));

    private static IEnumerable<PlacementFacts> Worse(PlacementFacts facts)
    {
        var d = facts.Dimensions;
        yield return facts with { Dimensions = d with { Withdrawal = Up(d.Withdrawal) } };
        yield return facts with { Dimensions = d with { Physical = Up(d.Physical) } };
        yield return facts with { Dimensions = d with { Emotional = Up(d.Emotional) } };
        yield return facts with { Dimensions = d with { Readiness = Up(d.Readiness) } };
        yield return facts with { Dimensions = d with { Relapse = Up(d.Relapse) } };
        yield return facts with { Dimensions = d with { Environment = Up(d.Environment) } };
        foreach (var code in facts.FourthEdition?.Keys ?? [])
            yield return facts with { FourthEdition = With(facts.FourthEdition!, code, Math.Min(4, facts.FourthEdition![code].Value + 1)) };
        foreach (var score in facts.Scores)
            foreach (var points in new[] { 1, 5, 10, 27 })
                yield return facts with { Scores = [.. facts.Scores.Select(s => s == score ? Up(s, points) : s)] };
        yield return facts with { SuicideRisk = Up(facts.SuicideRisk) };
        yield return facts with { ViolenceRisk = Up(facts.ViolenceRisk) };
        yield return facts with { AttemptWithinYear = true };
        yield return facts with { ComplicatedWithdrawalBefore = true };
        yield return facts with { OverdoseWithinYear = true };
        yield return facts with { Functioning = facts.Functioning < Impairment.Severe ? facts.Functioning + 1 : Impairment.Severe };
        yield return facts with { WeightPercent = facts.WeightPercent - 10 };
        yield return facts with { MedicallyStable = false };
        yield return facts with { MealSupport = facts.MealSupport < MealSupport.All ? facts.MealSupport + 1 : MealSupport.All };
        yield return facts with { LocusLevel = Math.Min(6, facts.LocusLevel!.Value + 1) };
        yield return facts with
        {
            WithdrawalRisk = facts.WithdrawalRisk < WithdrawalRisk.Severe ? facts.WithdrawalRisk + 1 : WithdrawalRisk.Severe,
        };
        yield return facts with { Supports = facts.Supports > SupportStrength.None ? facts.Supports - 1 : SupportStrength.None };
        yield return facts with { HomeIsSafe = false };
        yield return facts with { PriorTreatments = facts.PriorTreatments + 1 };
        yield return facts with { RecentHospitalDischarge = true };
    }

    private static Dictionary<string, DimensionRating> With(IReadOnlyDictionary<string, DimensionRating> ratings, string code, int value) =>
        new(ratings) { [code] = new(value, "generated") };

    private static SafetyLevel? Up(SafetyLevel? level) => level < SafetyLevel.High ? level + 1 : SafetyLevel.High;

    private static DimensionRating Up(DimensionRating? rating) => rating! with { Value = Math.Min(4, rating.Value + 1) };

    private static PlacementScore Up(PlacementScore score, int points) => score with { Value = Math.Min(Max(score.InstrumentId), score.Value!.Value + points) };

    private static int Max(string instrument) => instrument switch
    {
        "PHQ-9" => 27,
        "GAD-7" => 21,
        "PCL-5" => 80,
        "AUDIT" => 40,
        "DAST-10" => 10,
        "SCOFF" => 5,
        _ => 28,
    };
}
