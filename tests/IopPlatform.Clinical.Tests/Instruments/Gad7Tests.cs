using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

/// <summary>Bands: Spitzer 2006. Missing items by convention. The rows are derived by hand.</summary>
public sealed class Gad7Tests
{
    [Theory]
    [InlineData("0000000", "0 minimal")]
    [InlineData("1111000", "4 minimal")]
    [InlineData("1111100", "5 mild")]
    [InlineData("2211111", "9 mild")]
    [InlineData("2221111", "10 moderate")]
    [InlineData("2222222", "14 moderate")]
    [InlineData("3222222", "15 severe")]
    [InlineData("3333333", "21 severe")]
    [InlineData("-222222", "14 moderate prorated")]
    [InlineData("--22221", "13 moderate prorated")]
    [InlineData("-111000", "4 minimal prorated")]
    [InlineData("---2222", "unscorable")]
    [InlineData("-------", "unscorable")]
    public void Score_BordersAndBlanks_Spitzer2006(string row, string expected) =>
        Assert.Equal(expected, Answers.Show(Scorer.Score(Answers.Gad7, Answers.Of(Answers.Gad7, row))));

    [Fact]
    public void Score_NoSafetyItem_NoFindings() =>
        Assert.Empty(Scorer.Score(Answers.Gad7, Answers.Of(Answers.Gad7, "3333333")).Safety);
}
