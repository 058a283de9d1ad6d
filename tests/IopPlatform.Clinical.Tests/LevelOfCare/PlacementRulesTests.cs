using System.Text.Json;
using IopPlatform.Clinical.LevelOfCare;
using Level = IopPlatform.Clinical.LevelOfCare.LevelOfCare;

namespace IopPlatform.Clinical.Tests;

public sealed class PlacementRulesTests
{
    [Fact]
    public void Current_IsTheNewestVersionAndOlderOnesCanBeFound()
    {
        Assert.Equal("iop-loc-2026.2", PlacementRules.Current.Version);
        Assert.Same(PlacementRules.Current, PlacementRules.Find("iop-loc-2026.2"));
        Assert.Equal("iop-loc-2026.1", PlacementRules.Find("iop-loc-2026.1")!.Version);
        Assert.Null(PlacementRules.Find("iop-loc-1999.1"));
    }

    [Fact]
    public void Current_Rules_HaveUniqueIdsSentencesAndSomethingToSayWhenTheyDoNotHold()
    {
        var rules = PlacementRules.Current.Rules;
        Assert.Distinct(rules.Select(rule => rule.Id));
        Assert.All(rules, rule => Assert.NotEmpty(rule.Sentence));
        Assert.All(
            rules.Where(rule => rule.Level is { } level && level != Level.Outpatient),
            rule => Assert.NotEmpty(rule.Otherwise));
    }

    /// <summary>An older version keeps its answer: a set that knows only one rule recommends by that rule alone.</summary>
    [Fact]
    public void Recommend_OtherVersion_AnswersByItsOwnRules()
    {
        var older = PlacementRules.Parse("""
            {
              "version": "test-1",
              "scoreAgeDaysMax": 30,
              "statements": { "LOC-TOP": "Highest." },
              "essential": [],
              "rules": [{ "id": "T-1", "level": "php", "all": ["age >= 18"], "sentence": "An adult." }]
            }
            """);
        var result = Placement.Recommend(new() { AsOf = new(2026, 3, 2), AgeYears = 40 }, older);
        Assert.Equal((Level.PartialHospitalization, "test-1"), (result.Recommended, result.RulesVersion));
    }

    [Theory]
    [InlineData("mood >= 3")]
    [InlineData("phq9 > 3")]
    [InlineData("phq9 >= many")]
    [InlineData("homeSafe = maybe")]
    [InlineData("phq9>=3")]
    public void Parse_MalformedTest_IsRefused(string test) => Assert.Throws<JsonException>(() => PlacementRules.Parse($$"""
        {
          "version": "x", "scoreAgeDaysMax": 30, "statements": {}, "essential": [],
          "rules": [{ "id": "T-1", "level": "iop", "all": ["{{test}}"], "sentence": "?" }]
        }
        """));
}
