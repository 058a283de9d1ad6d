using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using IopPlatform.Clinical.LevelOfCare;

namespace IopPlatform.Clinical.Tests;

/// <summary>Complete facts of a stay at any level.</summary>
public static class CompleteStays
{
    public static Arbitrary<StayFacts> Stays() => (
        from today in CompleteFacts.Facts().Generator
        from n in Gen.Choose(0, 1000).ArrayOf(7)
        select new StayFacts
        {
            Today = today,
            CurrentLevel = LevelsOfCare.ByIntensity[n[0] % 6],
            WeeksAtLevel = n[1] % 13,
            Progress = (StayProgress)(n[2] % 4),
            GoalsMetPercent = n[3] % 101,
            AttendancePercent = n[4] % 101,
            WorksOnGoals = n[5] % 4 != 0,
            AftercareReady = n[6] % 4 != 0,
        }).ToArbitrary();
}

public sealed class StayReviewProperties
{
    [Property(Arbitrary = [typeof(CompleteStays)], MaxTest = 2000)]
    public bool Review_Complete_IsSuggestedAndArguedBothWays(StayFacts facts)
    {
        var made = Review(facts);
        return made.Outcome is not null && made.WhyNotLess.Count > 0 && made.WhyNotMore.Count > 0
            && made.WhyNotLess.Concat(made.WhyNotMore).All(reason =>
                reason.Sentence.Length > 0 && reason.Facts.Count > 0
                && reason.Facts.All(fact => PlacementVocabulary.Names.Contains(fact.Name)));
    }

    [Property(Arbitrary = [typeof(CompleteStays)], MaxTest = 2000)]
    public bool Review_OneFactWorse_NeverLessCare(StayFacts facts)
    {
        var before = Review(facts);
        StayFacts[] worse =
        [
            facts with { Progress = facts.Progress > StayProgress.Worse ? facts.Progress - 1 : StayProgress.Worse },
            facts with { GoalsMetPercent = facts.GoalsMetPercent / 2 },
            facts with { AftercareReady = false },
            facts with { Today = facts.Today with { SuicideRisk = Instruments.SafetyLevel.High } },
            facts with { Today = facts.Today with { HomeIsSafe = false } },
        ];
        return worse.Select(Review).All(made => made.Outcome >= before.Outcome && Rank(made) >= Rank(before));
    }

    [Property(Arbitrary = [typeof(CompleteStays)], MaxTest = 2000)]
    public bool Review_Level_FitsTheOutcome(StayFacts facts)
    {
        var made = Review(facts);
        return made.Outcome switch
        {
            StayOutcome.Discharge => made.Level is null,
            StayOutcome.Continue => made.Level == facts.CurrentLevel,
            StayOutcome.StepDown => made.Level!.Value.Intensity() < facts.CurrentLevel.Intensity(),
            StayOutcome.StepUp => made.Level!.Value.Intensity() > facts.CurrentLevel.Intensity(),
            _ => false,
        };
    }

    [Fact]
    public void Generator_Stays_ReachesEveryOutcome() => Assert.Equal(
        Enum.GetValues<StayOutcome>(),
        CompleteStays.Stays().Generator.Sample(2000).Select(facts => Review(facts).Outcome!.Value).Distinct().Order());

    private static int Rank(StayRecommendation made) => made.Level?.Intensity() ?? -1;

    private static StayRecommendation Review(StayFacts facts) => StayReview.Recommend(facts, PlacementRules.Current);
}
