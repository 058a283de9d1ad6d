using System.Text.Json;
using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

public sealed class InstrumentCatalogTests
{
    public static TheoryData<string> Ids => [.. InstrumentCatalog.Default.All.Select(pack => pack.Id)];

    [Fact]
    public void All_Default_HoldsTheThreeOfTheFirstSet() => Assert.Equal(["C-SSRS-SCREENER", "GAD-7", "PHQ-9"], Ids.Select(id => id.Data));

    [Fact]
    public void Find_UnknownId_Null() => Assert.Null(InstrumentCatalog.Default.Find("phq-9"));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Pack_Bands_CoverTheWholeRangeWithoutOverlap(string id)
    {
        var pack = InstrumentCatalog.Default.Find(id)!;
        for (var score = pack.ScoreMin; score <= pack.ScoreMax; score++)
            Assert.Single(pack.Bands, band => score >= band.Min && score <= band.Max);
        if (pack.Scoring.Method == ScoringMethod.Sum)
            Assert.Equal(pack.ScoreMax, pack.Items.Where(item => item.Scored).Sum(item => item.Max));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Pack_Items_HaveOptionsTextAndUniqueNumbers(string id)
    {
        var pack = InstrumentCatalog.Default.Find(id)!;
        Assert.All(pack.Items, item => Assert.True(item.Options.Count >= 2 && item.Text.Length > 0));
        Assert.Distinct(pack.Items.Select(item => item.Number));
        Assert.All(pack.Scoring.Triage ?? [], level => Assert.All(level.Items, number => Assert.NotNull(pack.Item(number))));
        Assert.NotEmpty(pack.License);
        Assert.NotEmpty(pack.Citation);
    }

    [Fact]
    public void Parse_MisspeltMember_IsRefused() =>
        Assert.Throws<JsonException>(() => InstrumentPack.Parse("""{ "id": "X", "blanksMx": 1 }"""));
}
