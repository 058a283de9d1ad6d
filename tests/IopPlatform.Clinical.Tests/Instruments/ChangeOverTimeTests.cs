using FsCheck.Xunit;
using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

public sealed class ChangeOverTimeTests
{
    /// <summary>Reliable change of 6 points and more: NHS Talking Therapies manual (as cited).</summary>
    [Theory]
    [InlineData(18, 12, ChangeVerdict.ImprovedReliably)]
    [InlineData(18, 13, ChangeVerdict.NoReliableChange)]
    [InlineData(18, 18, ChangeVerdict.NoReliableChange)]
    [InlineData(12, 17, ChangeVerdict.NoReliableChange)]
    [InlineData(12, 18, ChangeVerdict.DeterioratedReliably)]
    [InlineData(0, 27, ChangeVerdict.DeterioratedReliably)]
    public void Compare_Phq9_ReliableFromSixPoints(int baseline, int current, ChangeVerdict expected)
    {
        var change = ChangeOverTime.Compare(Answers.Phq9, baseline, current);
        Assert.Equal(expected, change.Verdict);
        Assert.Equal(baseline - current, change.Improvement);
        Assert.Equal(6, change.ReliableAt);
    }

    [Theory]
    [InlineData(18, 9, true, false, true)]
    [InlineData(18, 10, false, false, true)]
    [InlineData(17, 9, false, false, true)]
    [InlineData(10, 5, true, false, true)]
    [InlineData(10, 4, true, true, true)]
    [InlineData(8, 4, true, true, false)]
    [InlineData(0, 0, false, true, false)]
    public void Compare_Phq9_ResponseRemissionMeaningful(int baseline, int current, bool response, bool remission, bool meaningful)
    {
        var change = ChangeOverTime.Compare(Answers.Phq9, baseline, current);
        Assert.Equal((response, remission, meaningful), (change.Response, change.InRemission, change.Meaningful));
    }

    /// <summary>Reliable change of 4 points and more: NHS Talking Therapies manual (as cited); no response rule is published.</summary>
    [Theory]
    [InlineData(14, 10, ChangeVerdict.ImprovedReliably)]
    [InlineData(14, 11, ChangeVerdict.NoReliableChange)]
    [InlineData(10, 14, ChangeVerdict.DeterioratedReliably)]
    public void Compare_Gad7_ReliableFromFourPoints(int baseline, int current, ChangeVerdict expected)
    {
        var change = ChangeOverTime.Compare(Answers.Gad7, baseline, current);
        Assert.Equal(expected, change.Verdict);
        Assert.Null(change.Response);
        Assert.Null(change.InRemission);
    }

    /// <summary>Marx 2022: 15 points are reliable, and 28 or less is the range of people without PTSD.</summary>
    [Theory]
    [InlineData(50, 35, ChangeVerdict.ImprovedReliably, true, false, false)]
    [InlineData(50, 36, ChangeVerdict.NoReliableChange, true, false, false)]
    [InlineData(50, 41, ChangeVerdict.NoReliableChange, false, false, false)]
    [InlineData(50, 28, ChangeVerdict.ImprovedReliably, true, true, true)]
    [InlineData(50, 29, ChangeVerdict.ImprovedReliably, true, false, false)]
    [InlineData(35, 28, ChangeVerdict.NoReliableChange, false, true, false)]
    [InlineData(28, 10, ChangeVerdict.ImprovedReliably, true, false, false)]
    [InlineData(30, 45, ChangeVerdict.DeterioratedReliably, false, false, false)]
    public void Compare_Pcl5_Marx2022(int baseline, int current, ChangeVerdict verdict, bool meaningful, bool noLongerCase, bool recovered)
    {
        var change = ChangeOverTime.Compare(Pack("PCL-5"), baseline, current);
        Assert.Equal(
            (verdict, meaningful, noLongerCase, recovered), (change.Verdict, change.Meaningful, change.NoLongerCase, change.ReliableRecovery));
    }

    /// <summary>Yang 2009: 6 points; Morin 2009: response of more than 7 points and remission below 8.</summary>
    [Theory]
    [InlineData(20, 14, true, false, false)]
    [InlineData(20, 15, false, false, false)]
    [InlineData(20, 13, true, false, false)]
    [InlineData(20, 12, true, true, false)]
    [InlineData(14, 7, true, false, true)]
    public void Compare_Isi_ResponseAndRemissionWithoutAReliableChange(int baseline, int current, bool meaningful, bool response, bool remission)
    {
        var change = ChangeOverTime.Compare(Pack("ISI"), baseline, current);
        Assert.Equal((meaningful, response, remission), (change.Meaningful, change.Response, change.InRemission));
        Assert.Equal(ChangeVerdict.NotComparable, change.Verdict);
        Assert.Contains("no threshold of reliable change", change.Explanation);
    }

    /// <summary>Higher is better: a rise is an improvement (10 points: Topp 2015).</summary>
    [Theory]
    [InlineData(40, 52, 12, true)]
    [InlineData(40, 48, 8, false)]
    [InlineData(52, 40, -12, false)]
    public void Compare_Who5_RiseIsImprovement(int baseline, int current, int improvement, bool meaningful)
    {
        var change = ChangeOverTime.Compare(Pack("WHO-5"), baseline, current);
        Assert.Equal((improvement, meaningful), (change.Improvement, change.Meaningful));
    }

    /// <summary>A case from 10 (PHQ-9) and from 8 (GAD-7): NHS Talking Therapies manual (as cited).</summary>
    [Theory]
    [InlineData("PHQ-9", 10, 9, true, false)]
    [InlineData("PHQ-9", 15, 9, true, true)]
    [InlineData("PHQ-9", 9, 3, false, false)]
    [InlineData("PHQ-9", 18, 10, false, false)]
    [InlineData("GAD-7", 8, 7, true, false)]
    [InlineData("GAD-7", 8, 4, true, true)]
    [InlineData("GAD-7", 7, 0, false, false)]
    public void Compare_NoLongerCase_OnlyFromACase(string id, int baseline, int current, bool noLongerCase, bool recovered)
    {
        var change = ChangeOverTime.Compare(Pack(id), baseline, current);
        Assert.Equal((noLongerCase, recovered), (change.NoLongerCase, change.ReliableRecovery));
    }

    /// <summary>Bischoff 2020: r of .87 and an index of 5.59 points, so 6 points are reliable by it and 5 are not.</summary>
    [Theory]
    [InlineData(16, 10, true)]
    [InlineData(16, 11, false)]
    [InlineData(10, 16, true)]
    public void Compare_Gad7_IndexOfBischoff2020(int baseline, int current, bool reliable)
    {
        var index = ChangeOverTime.Compare(Answers.Gad7, baseline, current).Index!;
        Assert.Equal(reliable, index.IsReliable);
        Assert.Equal(0.87, index.Coefficient);
        Assert.Equal(5.59, index.Points, 10);
        Assert.Equal(5.59 / 1.96, index.StandardErrorOfDifference, 10);
        Assert.Equal((baseline - current) / (5.59 / 1.96), index.Index, 10);
    }

    /// <summary>
    /// A published example of the formula: PMC8944273, table 1 (alpha .79, SD 7.30: SEM 3.35, SEdiff 4.73, RCI 9.27; alpha
    /// .91, SD 12.90: 5.47, 10.73; alpha .73, SD 7.19: 5.28, 10.36).
    /// </summary>
    [Theory]
    [InlineData(0.79, 7.30, 4.73, 9.27)]
    [InlineData(0.91, 12.90, 5.47, 10.73)]
    [InlineData(0.73, 7.19, 5.28, 10.36)]
    public void Of_PublishedTable_GivesItsNumbers(double coefficient, double deviation, double error, double points)
    {
        var change = ReliableChange.Of(new(coefficient, "Cronbach's alpha", "PMC8944273", deviation), 5)!;
        Assert.Equal(error, change.StandardErrorOfDifference, 0.01);
        Assert.Equal(points, change.Points, 0.01);
    }

    /// <summary>The PHQ-9 has a published alpha but no spread: the index is there when the provider brings one.</summary>
    [Fact]
    public void Compare_Phq9_IndexNeedsASpread()
    {
        Assert.Null(ChangeOverTime.Compare(Answers.Phq9, 18, 12).Index);
        var index = ChangeOverTime.Compare(Answers.Phq9, 18, 12, standardDeviation: 5.5).Index!;
        Assert.Equal(1.96 * 5.5 * Math.Sqrt(2) * Math.Sqrt(0.11), index.Points, 10);
        Assert.True(index.IsReliable);
    }

    [Fact]
    public void Compare_Triage_IsAChangeOfStateNotOfScore() =>
        Assert.Equal(ChangeVerdict.NotComparable, ChangeOverTime.Compare(Answers.Cssrs, 3, 0).Verdict);

    [Theory]
    [InlineData(28, 10)]
    [InlineData(10, -1)]
    public void Compare_OutOfRange_NotComparable(int baseline, int current) =>
        Assert.Equal(ChangeVerdict.NotComparable, ChangeOverTime.Compare(Answers.Phq9, baseline, current).Verdict);

    [Property]
    public bool Compare_TheOtherWayRound_IsTheOppositeVerdict(byte first, byte second)
    {
        foreach (var pack in InstrumentCatalog.Default.All.Where(pack => pack.ScoreMax is not null))
        {
            var (a, b) = (first % (pack.ScoreMax!.Value + 1), second % (pack.ScoreMax.Value + 1));
            var (there, back) = (ChangeOverTime.Compare(pack, a, b), ChangeOverTime.Compare(pack, b, a));
            if (there.Improvement != -back.Improvement || Opposite(there.Verdict) != back.Verdict) return false;
        }
        return true;
    }

    private static ChangeVerdict Opposite(ChangeVerdict verdict) => verdict switch
    {
        ChangeVerdict.ImprovedReliably => ChangeVerdict.DeterioratedReliably,
        ChangeVerdict.DeterioratedReliably => ChangeVerdict.ImprovedReliably,
        var same => same,
    };

    private static InstrumentPack Pack(string id) => InstrumentCatalog.Default.Find(id)!;
}
