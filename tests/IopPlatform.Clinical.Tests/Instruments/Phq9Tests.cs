using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

/// <summary>
/// Bands: Kroenke, Spitzer, Williams 2001. Missing items: Kroenke 2010 (as cited, not checked against the primary text).
/// The rows are derived by hand from these rules.
/// </summary>
public sealed class Phq9Tests
{
    [Theory]
    [InlineData("000000000", "0 minimal")]
    [InlineData("111100000", "4 minimal")]
    [InlineData("111110000", "5 mild")]
    [InlineData("211111110", "9 mild")]
    [InlineData("221111110", "10 moderate")]
    [InlineData("222222110", "14 moderate")]
    [InlineData("222222210", "15 moderately-severe")]
    [InlineData("333322210", "19 moderately-severe")]
    [InlineData("333322220", "20 severe")]
    [InlineData("333333333", "27 severe")]
    public void Score_AtTheBordersOfEachBand_Kroenke2001(string row, string expected) =>
        Assert.Equal(expected, Answers.Show(Scorer.Score(Answers.Phq9, Answers.Of(Answers.Phq9, row))));

    [Theory]
    [InlineData("-22222220", "16 moderately-severe prorated", "14 of 8 answered is 15.75")]
    [InlineData("--2222220", "15 moderately-severe prorated", "12 of 7 answered is 15.43")]
    [InlineData("-11110000", "5 mild prorated", "4 of 8 answered is 4.5, half goes up")]
    [InlineData("-33333333", "27 severe prorated", "the highest mean stays in range")]
    [InlineData("---222220", "unscorable", "three blanks are too many")]
    [InlineData("--------0", "unscorable", "one answer is not a score")]
    [InlineData("---------", "unscorable", "no answer is not 0")]
    [InlineData("22222222-", "unscorable", "item 9 is never estimated")]
    [InlineData("00000000-", "unscorable", "not even when everything else is 0")]
    public void Score_WithBlanks_Kroenke2010(string row, string expected, string why) =>
        Assert.True(expected == Answers.Show(Scorer.Score(Answers.Phq9, Answers.Of(Answers.Phq9, row))), why);

    [Theory]
    [InlineData("2222222200")]
    [InlineData("2222222203")]
    [InlineData("222222220-")]
    [InlineData("222222220")]
    public void Score_FunctionItem_IsNotPartOfTheScore(string row)
    {
        var result = Assert.IsType<Scored>(Scorer.Score(Answers.Phq9, Answers.Of(Answers.Phq9, row)));
        Assert.Equal(16, result.Value);
        Assert.Empty(result.Blanks);
    }

    [Theory]
    [InlineData("000000000", "")]
    [InlineData("000000001", "phq9-item9-positive")]
    [InlineData("000000003", "phq9-item9-positive")]
    [InlineData("00000000-", "phq9-item9-blank")]
    [InlineData("---222221", "phq9-item9-positive")]
    [InlineData("---------", "phq9-item9-blank")]
    public void Score_Item9_IsReportedWithOrWithoutAScore(string row, string codes) =>
        Assert.Equal(codes, Answers.Codes(Scorer.Score(Answers.Phq9, Answers.Of(Answers.Phq9, row))));

    [Theory]
    [InlineData("211111110", false)]
    [InlineData("221111110", true)]
    public void Score_ScreenPositive_From10(string row, bool positive) =>
        Assert.Equal(positive, Assert.IsType<Scored>(Scorer.Score(Answers.Phq9, Answers.Of(Answers.Phq9, row))).ScreenPositive);

    [Fact]
    public void Score_WrongAnswers_ListsEachItemAndRule()
    {
        var answers = new Dictionary<string, int?> { ["1"] = 4, ["2"] = -1, ["11"] = 0, ["3"] = 3 };
        Assert.Equal(
            "1: not-an-option; 2: not-an-option; 11: unknown-item",
            Answers.Show(Scorer.Score(Answers.Phq9, answers)));
    }
}
