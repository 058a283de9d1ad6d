namespace IopPlatform.Faults.Tests;

/// <summary>Each named failpoint, each kind of server and the services with the most to lose, once, under load.</summary>
public sealed class FaultTests(BrokenPlatform platform)
{
    [Fact]
    public void Migrations_KilledInTheMiddle_GoOnByThemselves() => Assert.Equal(2, platform.MigrationKills);

    [Fact]
    public void Faults_Each_ArePutRight() =>
        Assert.Empty(platform.Report.Outcomes.Where(outcome => outcome.Recovery is null).Select(outcome => outcome.ToString()));

    [Fact]
    public void Journeys_ClientsThatAskAgain_MeetNothingButDelays()
    {
        Assert.Empty(platform.Report.Load.Broken);
        Assert.True(platform.Report.Load.Finished > 0, "No journey came to its end.");
    }

    [Fact]
    public void Writes_Acknowledged_AreThereOnce()
    {
        Assert.True(platform.Report.Acknowledged > 50, $"Only {platform.Report.Acknowledged} writes were acknowledged.");
        Assert.Empty(platform.Report.Violations);
    }

    [Fact]
    public void Checker_ServiceThatForgetsItsInbox_IsFound() =>
        Assert.Contains(platform.WithPlantedBug, violation => violation.What.Contains("had the effect", StringComparison.Ordinal));
}
