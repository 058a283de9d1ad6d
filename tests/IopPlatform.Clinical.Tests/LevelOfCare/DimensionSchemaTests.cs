using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;

namespace IopPlatform.Clinical.Tests;

public sealed class DimensionSchemaTests
{
    private static readonly PlacementFacts known = new()
    {
        AsOf = new(2026, 6, 1),
        AgeYears = 40,
        SuicideRisk = SafetyLevel.None,
        WithdrawalRisk = WithdrawalRisk.None,
        CanTakePartInGroups = true,
        HomeIsSafe = true,
        Diagnoses = [new("F10.20", DiagnosisKind.Substance)],
    };

    [Fact]
    public void All_BothEditions_HaveSixDimensionsWithFiveLevelsEach()
    {
        Assert.Equal(["3", "4"], DimensionSchema.All.Select(schema => schema.Edition));
        Assert.Same(DimensionSchema.Fourth, DimensionSchema.Find("4"));
        Assert.Null(DimensionSchema.Find("2"));
        Assert.All(DimensionSchema.All, schema =>
        {
            Assert.Equal(["1", "2", "3", "4", "5", "6"], schema.Dimensions.Select(dimension => dimension.Code));
            Assert.All(schema.Dimensions, dimension => Assert.Equal(5, dimension.Levels.Count));
            Assert.Distinct(schema.Dimensions.Select(dimension => dimension.Fact));
        });
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("3d", true)]
    [InlineData("6b", true)]
    [InlineData("3z", false)]
    [InlineData("7", false)]
    public void HasCode_Fourth_KnowsItsDimensionsAndParts(string code, bool has) => Assert.Equal(has, DimensionSchema.Fourth.HasCode(code));

    /// <summary>The sixth dimension of the fourth edition reconciles; it must not raise the level by a rule's oversight.</summary>
    [Fact]
    public void Rules_LevelRules_NeverAskForADimensionThatDoesNotRaise()
    {
        var silent = DimensionSchema.All.SelectMany(schema => schema.Dimensions)
            .Where(dimension => !dimension.RaisesLevel).Select(dimension => dimension.Fact).ToHashSet();
        Assert.Equal(["barriersRating"], silent);
        Assert.All(
            PlacementRules.All.SelectMany(rules => rules.Rules).Where(rule => rule.Level is not null || rule.Excludes.Count > 0),
            rule => Assert.DoesNotContain(rule.All.Concat(rule.Some).Concat(rule.When), test => silent.Contains(test.Fact)));
    }

    [Fact]
    public void Recommend_Subdimension_CountsAsItsDimension()
    {
        var made = Placement.Recommend(Rated(("4", 1), ("4a", 4)), PlacementRules.Current);
        Assert.Equal("php", made.Recommended?.ToCode());
        Assert.Contains(made.WhyNotLower, reason => reason.Facts.Contains(new("relapseRating", "4")));
    }

    [Fact]
    public void Recommend_FourthEdition_TheRatingsOfTheThirdDoNotCount()
    {
        var both = Rated(("3", 1), ("4", 1)) with { Dimensions = new() { Emotional = new(4, "of another day") } };
        Assert.Equal("outpatient", Placement.Recommend(both, PlacementRules.Current).Recommended?.ToCode());
    }

    [Fact]
    public void Recommend_FourthEdition_ReadinessIsNotCalledMissing()
    {
        Assert.DoesNotContain("readinessRating", Placement.Recommend(Rated(("4", 2)), PlacementRules.Current).MissingFacts);
        Assert.Contains("readinessRating", Placement.Recommend(known with { Dimensions = new() { Relapse = new(2, "") } }, PlacementRules.Current).MissingFacts);
    }

    [Fact]
    public void Recommend_Barriers_AreSaidAndDoNotRaise()
    {
        var made = Placement.Recommend(Rated(("3", 1), ("4", 1), ("6a", 4)), PlacementRules.Current);
        Assert.Equal("outpatient", made.Recommended?.ToCode());
        Assert.Equal("LOC-ARR-02", Assert.Single(made.Considerations).RuleId);
    }

    [Theory]
    [InlineData(false, 6, "outpatient")]
    [InlineData(true, null, "outpatient")]
    [InlineData(true, 2, "outpatient")]
    [InlineData(true, 3, "iop")]
    [InlineData(true, 4, "php")]
    [InlineData(true, 5, "residential")]
    [InlineData(true, 6, "inpatient")]
    [InlineData(true, 7, "outpatient")]
    public void Recommend_LocusScoredElsewhere_CountsOnlyWhereItIsTurnedOn(bool on, int? level, string expected) => Assert.Equal(
        expected,
        Placement.Recommend(Rated(("3", 1), ("4", 1)) with { UsesLocus = on, LocusLevel = level }, PlacementRules.Current).Recommended?.ToCode());

    private static PlacementFacts Rated(params (string Code, int Value)[] ratings) => known with
    {
        FourthEdition = ratings.ToDictionary(rating => rating.Code, rating => new DimensionRating(rating.Value, "as assessed")),
    };
}
