using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

/// <summary>
/// Triage of the C-SSRS screener, as published in the screener's triage guidelines: low from items 1 or 2, moderate from
/// item 3 or lifetime behavior, high from items 4, 5 or behavior of the past 3 months; items 1, 2 and 6 are mandatory.
/// Order of a row: 1, 2, 3, 4, 5, 6, 6recent.
/// </summary>
public sealed class CssrsScreenerTests
{
    [Theory]
    [InlineData("00---0-", "0 none", "", "items 3 to 5 are skipped after a no to 2")]
    [InlineData("0000000", "0 none", "", "answered all the same")]
    [InlineData("10---0-", "1 low", "cssrs-low", "item 1")]
    [InlineData("010000-", "1 low", "cssrs-low", "item 2")]
    [InlineData("011000-", "2 moderate", "cssrs-moderate", "item 3")]
    [InlineData("00---10", "2 moderate", "cssrs-moderate", "behavior in the lifetime only")]
    [InlineData("010100-", "3 high", "cssrs-high", "item 4")]
    [InlineData("010010-", "3 high", "cssrs-high", "item 5")]
    [InlineData("00---11", "3 high", "cssrs-high", "behavior in the past 3 months")]
    [InlineData("1111111", "3 high", "cssrs-high", "everything")]
    [InlineData("0011000", "3 high", "cssrs-high", "a yes to a skipped item still counts")]
    [InlineData("00---01", "3 high", "cssrs-high", "recent behavior counts though the lifetime question says no")]
    public void Score_Answered_HighestWins(string row, string expected, string codes, string why) => Check(row, expected, codes, why);

    [Theory]
    [InlineData("-------", "cssrs-indeterminate", "nothing answered")]
    [InlineData("-0---0-", "cssrs-indeterminate", "item 1")]
    [InlineData("0----0-", "cssrs-indeterminate", "item 2")]
    [InlineData("00-----", "cssrs-indeterminate", "item 6")]
    [InlineData("00---1-", "cssrs-moderate cssrs-indeterminate", "recent behavior is open after a lifetime yes")]
    [InlineData("01-000-", "cssrs-low cssrs-indeterminate", "item 3 is asked after a yes to 2")]
    [InlineData("0110-0-", "cssrs-moderate cssrs-indeterminate", "item 5 is asked after a yes to 2")]
    public void Score_BlankThatMatters_IsIndeterminateNeverNone(string row, string codes, string why) =>
        Check(row, "indeterminate", codes, why);

    [Fact]
    public void Score_HighWithBlanks_StaysHighAndNamesTheBlanks()
    {
        var result = Scorer.Score(Answers.Cssrs, Answers.Of(Answers.Cssrs, "-101---"));
        Assert.Equal("3 high", Answers.Show(result));
        Assert.Equal("cssrs-high cssrs-indeterminate", Answers.Codes(result));
        Assert.Equal(["1", "5", "6"], result.Blanks);
        Assert.Equal(SafetyLevel.High, SafetyLevels.Worst(result.Safety));
    }

    private static void Check(string row, string expected, string codes, string why)
    {
        var result = Scorer.Score(Answers.Cssrs, Answers.Of(Answers.Cssrs, row));
        Assert.True(expected == Answers.Show(result), $"{why}: {Answers.Show(result)}");
        Assert.True(codes == Answers.Codes(result), $"{why}: {Answers.Codes(result)}");
    }
}
