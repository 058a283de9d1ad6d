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

    /// <summary>A case from 10 (PHQ-9) and from 8 (GAD-7): NHS Talking Therapies manual (as cited).</summary>
    [Theory]
    [InlineData("PHQ-9", 10, 9, true)]
    [InlineData("PHQ-9", 9, 3, false)]
    [InlineData("PHQ-9", 18, 10, false)]
    [InlineData("GAD-7", 8, 7, true)]
    [InlineData("GAD-7", 7, 0, false)]
    public void Compare_NoLongerCase_OnlyFromACase(string id, int baseline, int current, bool expected) =>
        Assert.Equal(expected, ChangeOverTime.Compare(InstrumentCatalog.Default.Find(id)!, baseline, current).NoLongerCase);

    [Fact]
    public void Compare_Triage_IsAChangeOfStateNotOfScore() =>
        Assert.Equal(ChangeVerdict.NotComparable, ChangeOverTime.Compare(Answers.Cssrs, 3, 0).Verdict);

    [Theory]
    [InlineData(28, 10)]
    [InlineData(10, -1)]
    public void Compare_OutOfRange_NotComparable(int baseline, int current) =>
        Assert.Equal(ChangeVerdict.NotComparable, ChangeOverTime.Compare(Answers.Phq9, baseline, current).Verdict);
}
