using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

/// <summary>What the case tables cannot show: errors, facts behind a flag, reasons, and the replay of an older version.</summary>
public sealed class ScorerTests
{
    [Fact]
    public void Score_WrongAnswers_ListsEachItemAndRule()
    {
        var answers = new Dictionary<string, int?> { ["1"] = 4, ["2"] = -1, ["11"] = 0, ["3"] = 3 };
        Assert.Equal(
            "1: not-an-option; 2: not-an-option; 11: unknown-item",
            Answers.Show(Scorer.Score(Answers.Phq9, answers), Answers.Phq9));
    }

    [Fact]
    public void Score_UnknownItemWithoutAnAnswer_IsRefusedToo() =>
        Assert.IsType<Invalid>(Scorer.Score(Answers.Phq9, new Dictionary<string, int?> { ["11"] = null }));

    [Fact]
    public void Score_HighWithBlanks_StaysHighAndNamesTheBlanks()
    {
        var result = Scorer.Score(Answers.Cssrs, Answers.Of(Answers.Cssrs, "-101---"));
        Assert.Equal(["1", "5", "6"], result.Blanks);
        Assert.Equal(SafetyLevel.High, SafetyLevels.Worst(result.Safety));
    }

    [Fact]
    public void Score_Unscorable_SaysWhy()
    {
        Assert.Equal(
            "Item 9 is a safety item and is blank; it is never estimated.",
            Assert.IsType<Unscorable>(Scorer.Score(Answers.Phq9, Answers.Of(Answers.Phq9, "22222222-"))).Reason);
        Assert.Equal(
            "3 items are blank; PHQ-9 allows at most 2.",
            Assert.IsType<Unscorable>(Scorer.Score(Answers.Phq9, Answers.Of(Answers.Phq9, "---222220"))).Reason);
        Assert.Equal(
            "Avoidance (C): 2 of 2 items are blank; at most 1 may be.",
            Assert.IsType<Unscorable>(Score("PCL-5", "22222--2222222222222")).Reason);
        Assert.Equal(
            "The level is open: no answer to 1, 2, 6.",
            Assert.IsType<Unscorable>(Scorer.Score(Answers.Cssrs, Answers.Of(Answers.Cssrs, "-------"))).Reason);
    }

    [Fact]
    public void Score_Flag_NamesTheAnswersBehindIt()
    {
        var flags = Score("AUDIT", "4444400020").Flags;
        Assert.Equal(["item 4 4", "item 5 4"], flags[0].Facts.Select(fact => $"{fact.Name} {fact.Value}"));
        Assert.Equal(["AUDIT 22"], flags[1].Facts.Select(fact => $"{fact.Name} {fact.Value}"));
        Assert.Equal([FlagKind.Dependence, FlagKind.Dependence, FlagKind.FollowUp], flags.Select(flag => flag.Kind));
    }

    [Fact]
    public void Score_Algorithm_NamesTheNumbersBehindIt()
    {
        var algorithm = Assert.Single(Scorer.Score(Answers.Phq9, Answers.Of(Answers.Phq9, "-22220000")).Algorithms);
        Assert.Null(algorithm.Outcome);
        Assert.Equal(["1"], algorithm.OpenItems);
        Assert.Equal(
            [(5, 4, 5), (1, 1, 2), (2, 4, 5), (1, 1, 2)],
            algorithm.Counts.Select(count => (count.Needed, count.Present, count.PossiblyPresent)));
    }

    [Fact]
    public void Score_CutOffBySex_SaysWhichDecidedOrWhyNone()
    {
        var answers = Answers.Of(Pack("AUDIT-C"), "111");
        var woman = Assert.IsType<Scored>(Scorer.Score(Pack("AUDIT-C"), answers, new(Sex.Female))).Screen!;
        Assert.Equal((true, 3), (woman.Positive, woman.At));
        var unknown = Assert.IsType<Scored>(Scorer.Score(Pack("AUDIT-C"), answers)).Screen!;
        Assert.Equal((null, null, "It depends on sex or age: the cut-offs are 3 and 4."), (unknown.Positive, unknown.At, unknown.Reason));
    }

    /// <summary>A response of 2026 names PHQ-9 1.0 and is scored as it was: without the algorithm that 1.1 brought.</summary>
    [Fact]
    public void Score_OlderVersion_GivesTheOlderAnswer()
    {
        var old = InstrumentCatalog.Default.Find("PHQ-9", "1.0")!;
        Assert.Equal("1.1", Answers.Phq9.Version);
        var result = Scorer.Score(old, Answers.Of(old, "222220001"));
        Assert.Equal("11 moderate", Answers.Show(result, old));
        Assert.Empty(result.Algorithms);
        Assert.Single(Scorer.Score(Answers.Phq9, Answers.Of(old, "222220001")).Algorithms);
    }

    [Fact]
    public void Show_PackWithDecimals_WritesThem() =>
        Assert.Equal(("4.13", "17"), (Pack("EDE-Q").Show(413), Answers.Phq9.Show(17)));

    private static InstrumentPack Pack(string id) => InstrumentCatalog.Default.Find(id)!;

    private static ScoreResult Score(string id, string row) => Scorer.Score(Pack(id), Answers.Of(Pack(id), row));
}
