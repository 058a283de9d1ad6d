namespace IopPlatform.Journeys.Tests;

public sealed class StepTimesTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 1, 2, 2)]
    [InlineData(20, 10, 19, 20)]
    [InlineData(100, 50, 95, 100)]
    public void Of_OneToN_TakesTheNearestRank(int count, int median, int p95, int max)
    {
        // Backwards, for the order of measuring does not matter.
        var times = StepTimes.Of("Admit", Enumerable.Range(1, count).Reverse().Select(number => TimeSpan.FromSeconds(number)));

        Assert.Equal(
            new StepTimes("Admit", count, TimeSpan.FromSeconds(median), TimeSpan.FromSeconds(p95), TimeSpan.FromSeconds(max)), times);
    }

    [Fact]
    public void Of_NoTimes_IsZero() => Assert.Equal(new StepTimes("Admit", 0, default, default, default), StepTimes.Of("Admit", []));

    [Fact]
    public void ExitCode_AnyError_IsOne()
    {
        var error = new JourneyError("Somebody", "Admit", "The referral is closed.", "4bf92f35");
        var good = new PatientReport("A", "S", "discharged", "", null, null, default, null);

        Assert.Equal(0, new JourneyReport([good], [], [], default).ExitCode);
        Assert.Equal(1, new JourneyReport([good, good with { Error = error }], [], [], default).ExitCode);
        Assert.Equal(1, new JourneyReport([good], [new ReferralReport("a.json", "refused", error)], [], default).ExitCode);
        Assert.Equal("Somebody, Admit: The referral is closed. (trace 4bf92f35)", error.ToString());
    }
}
