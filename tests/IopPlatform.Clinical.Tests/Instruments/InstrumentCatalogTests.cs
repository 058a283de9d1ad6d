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

    /// <summary>LOINC panels 44249-1 and 69737-5 with answer list LL358-3.</summary>
    [Theory]
    [InlineData("PHQ-9", "44249-1", "44250-9 44255-8 44259-0 44254-1 44251-7 44258-2 44252-5 44253-3 44260-8 69722-7")]
    [InlineData("GAD-7", "69737-5", "69725-0 68509-9 69733-4 69734-2 69735-9 69689-8 69736-7")]
    public void Pack_Loinc_NamesPanelItemsAndAnswers(string id, string panel, string items)
    {
        var pack = InstrumentCatalog.Default.Find(id)!;
        Assert.Equal(panel, pack.Loinc);
        Assert.Equal(items, string.Join(" ", pack.Items.Select(item => item.Loinc)));
        Assert.Equal(["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"], pack.Items[0].Options.Select(option => option.Loinc));
    }

    [Fact]
    public void Parse_MisspeltMember_IsRefused() =>
        Assert.Throws<JsonException>(() => InstrumentPack.Parse("""{ "id": "X", "blanksMx": 1 }"""));
}
