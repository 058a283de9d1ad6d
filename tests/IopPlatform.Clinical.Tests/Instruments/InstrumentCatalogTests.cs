using System.Runtime.CompilerServices;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.Plans;

namespace IopPlatform.Clinical.Tests;

public sealed class InstrumentCatalogTests
{
    /// <summary>Stored rows name these, so none may go away.</summary>
    private static readonly string[] ids =
    [
        "AUDIT", "AUDIT-C", "BAM", "BAM-IOP", "BAM-R", "C-SSRS-SCREENER", "C-SSRS-SCREENER-SINCE-LAST-CONTACT", "DAST-10", "EDE-Q",
        "GAD-7", "ISI", "PCL-5", "PCL-5-WEEKLY", "PHQ-9", "SCOFF", "SESSION-RATING", "WEEKLY-CHECK-IN", "WHO-5",
    ];

    public static TheoryData<string> Ids => [.. ids];

    [Fact]
    public void All_Default_HoldsEveryInstrument() => Assert.Equal(ids, InstrumentCatalog.Default.All.Select(pack => pack.Id));

    [Fact]
    public void Versions_OfTheFirstSet_AreStillThere() => Assert.All(
        new[] { "PHQ-9", "GAD-7", "C-SSRS-SCREENER" }, id => Assert.NotNull(InstrumentCatalog.Default.Find(id, "1.0")));

    [Fact]
    public void Find_UnknownId_Null() => Assert.Null(InstrumentCatalog.Default.Find("PHQ-10"));

    [Fact]
    public void Find_SmallLetters_IsTheSamePack()
    {
        Assert.Same(InstrumentCatalog.Default.Find("PHQ-9"), InstrumentCatalog.Default.Find("phq-9"));
        Assert.Same(InstrumentCatalog.Default.Find("PHQ-9", "1.0"), InstrumentCatalog.Default.Find("phq-9", "1.0"));
        Assert.Null(InstrumentCatalog.Default.Without("phq-9").Find("PHQ-9"));
    }

    /// <summary>What measures a problem of the plan library can be answered.</summary>
    [Fact]
    public void Find_InstrumentsOfThePlanLibrary_AreThere() =>
        Assert.All(PlanLibrary.Current.Instruments, id => Assert.NotNull(InstrumentCatalog.Default.Find(id)));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Pack_Bands_CoverTheWholeRangeWithoutOverlap(string id)
    {
        var pack = InstrumentCatalog.Default.Find(id)!;
        if (pack.Scoring.Method == ScoringMethod.Profile)
        {
            Assert.Null(pack.ScoreMin);
            return;
        }
        for (var score = pack.ScoreMin!.Value; score <= pack.ScoreMax!.Value; score++)
            Assert.Single(pack.Bands, band => score >= band.Min && score <= band.Max);
    }

    /// <summary>The wording of an instrument stands here only where its license allows commercial use.</summary>
    [Fact]
    public void Pack_Texts_PublishedOnlyWhereAllowed()
    {
        Assert.Equal(
            ["BAM", "BAM-IOP", "BAM-R", "GAD-7", "PCL-5", "PCL-5-WEEKLY", "PHQ-9"],
            InstrumentCatalog.Default.All.Where(pack => pack.Texts == ItemTexts.Published).Select(pack => pack.Id));
        Assert.All(InstrumentCatalog.Default.All.Where(pack => pack.Texts == ItemTexts.Neutral), pack => Assert.Contains("neutral labels", pack.License));
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
    public void Without_LeavesOutForNewAnswersAndKeepsEveryVersionForStoredOnes()
    {
        var catalog = InstrumentCatalog.Default.Without("phq-9").Without("EDE-Q");
        Assert.Equal(ids.Except(["PHQ-9", "EDE-Q"]), catalog.All.Select(pack => pack.Id));
        Assert.Null(catalog.Find("PHQ-9"));
        Assert.Same(InstrumentCatalog.Default.Find("PHQ-9", "1.0"), catalog.Find("PHQ-9", "1.0"));
        Assert.Same(InstrumentCatalog.Default.Find("PHQ-9"), catalog.FindStored("PHQ-9"));
    }

    [Fact]
    public void With_AfterWithout_LeavesOutStill()
    {
        var catalog = InstrumentCatalog.Default.Without("SCOFF").With([], [new("scoff.json", PackTexts.ScoffWords)]).Catalog!;
        Assert.Null(catalog.Find("SCOFF"));
        Assert.Equal(ItemTexts.Loaded, catalog.FindStored("SCOFF")!.Texts);
    }

    /// <summary>A further version of an instrument keeps what others rest on: direction, range, and every safety item.</summary>
    [Theory]
    [InlineData("\"screenPositiveAt\"", "\"higherIsBetter\": true, \"screenPositiveAt\"", "higherIsBetter: The direction of HOPE-2 1.0 is the other one; an instrument keeps its direction.")]
    [InlineData("\"max\": 4", "\"max\": 8", "bands: HOPE-2 1.0 scores 0 to 4; scores of all versions are compared.")]
    [InlineData("\"number\": \"2\"", "\"number\": \"3\"", "items: Item 2 of HOPE-2 1.0 is a safety item; it stays one.")]
    [InlineData("\"positiveAt\": 1", "\"positiveAt\": 2", "items[1].safety.positiveAt: Item 2 of HOPE-2 1.0 is positive at 1; it may not rise.")]
    public void With_AVersionThatWeakensTheInstrument_IsRefused(string from, string to, string errors)
    {
        var first = PackTexts.Hope.Replace("\"positiveAt\": 2", "\"positiveAt\": 1");
        var catalog = InstrumentCatalog.Default.With([new("a.json", first)], []).Catalog!;
        var next = first.Replace("1.0", "2.0").Replace(from, to);
        if (to.Contains('8')) next = next.Replace("\"sum\"", "\"sum\", \"factor\": 2");
        Assert.Equal(errors.Split('|').Select(error => "b.json: " + error), catalog.With([new("b.json", next)], []).Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void With_AScreenerWhoseItemReachesLess_IsRefused()
    {
        var weaker = ScreenerFile().Replace("\"1.0\"", "\"1.0.1\"").Replace("[\"4\", \"5\", \"6recent\"]", "[\"4\", \"5\"]")
            .Replace("[\"3\", \"6\"]", "[\"3\", \"6\", \"6recent\"]");
        Assert.Equal(
            ["s.json: scoring.triage: Item 6recent of C-SSRS-SCREENER 1.0 reaches high; it may not reach less."],
            InstrumentCatalog.Default.With([new("s.json", weaker)], []).Errors.Select(error => error.ToString()));
        var same = InstrumentCatalog.Default.With([new("s.json", ScreenerFile().Replace("\"1.0\"", "\"1.0.1\""))], []).Catalog!;
        Assert.Equal("1.0.1", same.Find("C-SSRS-SCREENER")!.Version);
    }

    private static string ScreenerFile([CallerFilePath] string here = "") => File.ReadAllText(Path.Combine(
        Path.GetDirectoryName(here)!, "../../../src/IopPlatform.Clinical/Instruments/Packs/c-ssrs-screener.json"));

    [Fact]
    public void With_AnotherPack_IsThereAndScores()
    {
        var catalog = InstrumentCatalog.Default.With([new("hope.json", PackTexts.Hope)], []).Catalog!;
        var pack = catalog.Find("HOPE-2")!;
        Assert.Equal("3 some", Answers.Show(Scorer.Score(pack, Answers.Of(pack, "21")), pack));
        Assert.Equal(ids.Length + 1, catalog.All.Count);
    }

    [Fact]
    public void With_AHigherVersion_IsTheCurrentOneAndTheOldOneStays()
    {
        var catalog = InstrumentCatalog.Default
            .With([new("a.json", PackTexts.Hope.Replace("1.0", "1.10")), new("b.json", PackTexts.Hope.Replace("1.0", "1.9"))], [])
            .Catalog!;
        Assert.Equal("1.10", catalog.Find("HOPE-2")!.Version);
        Assert.NotNull(catalog.Find("HOPE-2", "1.9"));
    }

    [Fact]
    public void With_AVersionThatIsThere_IsRefusedByFileAndField()
    {
        var reading = InstrumentCatalog.Default.With([new("a.json", PackTexts.Hope), new("b.json", PackTexts.Hope)], []);
        Assert.Null(reading.Catalog);
        Assert.Equal(
            ["b.json: version: There is a HOPE-2 1.0 already; give this one another version."],
            reading.Errors.Select(error => error.ToString()));
    }

    [Fact]
    public void With_LicensedTexts_RewordsAndScoresTheSame()
    {
        var catalog = InstrumentCatalog.Default.With([], [new("scoff.en.json", PackTexts.ScoffWords)]).Catalog!;
        var (plain, worded) = (InstrumentCatalog.Default.Find("SCOFF")!, catalog.Find("SCOFF")!);
        Assert.Equal((ItemTexts.Loaded, "Licensed to the clinic.", "Words of 1"), (worded.Texts, worded.License, worded.Items[0].Text));
        Assert.Equal(["Nope", "Yep"], worded.Items[0].Options.Select(option => option.Label));
        Assert.Equal(
            Answers.Show(Scorer.Score(plain, Answers.Of(plain, "11000")), plain),
            Answers.Show(Scorer.Score(worded, Answers.Of(worded, "11000")), worded));
    }

    [Theory]
    [InlineData("\"5\"", "\"6\"", "items[4].number: There is no item 6.|items: Item 5 has no text.")]
    [InlineData("SCOFF", "SCOF", "instrument: There is no SCOF 1.0.")]
    [InlineData("\"value\": 1", "\"value\": 2", "options: The answers are 0, 1, in this order.")]
    [InlineData("Licensed to the clinic.", " ", "license: This must say something.")]
    [InlineData("\"license\"", "\"licence\"", ": There is no member 'licence'.")]
    public void With_TextsThatDoNotFit_AreRefusedByFileAndField(string from, string to, string errors) => Assert.Equal(
        errors.Split('|').Select(error => "t.json: " + (error.StartsWith(": ", StringComparison.Ordinal) ? "licence" + error : error)),
        InstrumentCatalog.Default.With([], [new("t.json", PackTexts.ScoffWords.Replace(from, to))]).Errors.Select(error => error.ToString()));
}
