using IopPlatform.Faults.Injection;
using IopPlatform.ServiceDefaults.Faults;

namespace IopPlatform.Faults.Tests;

public sealed class FaultPlanTests
{
    private static readonly string[] targets = ["postgres", "intake", "gateway"];

    [Fact]
    public void Of_SameSeed_GivesTheSameFaults() =>
        Assert.Equal(FaultPlan.Of(new() { Seed = 3, RandomKills = 40 }, targets), FaultPlan.Of(new() { Seed = 3, RandomKills = 40 }, targets));

    [Fact]
    public void Of_Everything_KillsAndFreezesEveryTarget()
    {
        var faults = FaultPlan.Of(new(), targets).ToArray();
        Assert.All(targets, target => Assert.Contains(new Kill(target), faults));
        Assert.All(targets, target => Assert.Contains(faults, fault => fault is Freeze && fault.Target == target));
    }

    /// <summary>Those of a migration are armed at its start; a received message is made to fail on the way to a parked one.</summary>
    [Fact]
    public void Of_ShortSet_HasEveryFailpointOfServices()
    {
        var reached = FaultPlan.Of(new() { Brief = true }, targets).OfType<AtFailpoint>().Select(fault => fault.Failpoint).ToHashSet();
        string[] elsewhere = [FailpointNames.FileNotCommitted, FailpointNames.BetweenFiles, FailpointNames.MessageReceived];
        Assert.Empty(FailpointNames.All.Except(elsewhere).Except(reached));
    }

    [Fact]
    public void Of_Only_TakesTheFaultsOfThatName() =>
        Assert.All(FaultPlan.Of(new() { Only = "postgres", RandomKills = 5 }, targets), fault => Assert.Equal("postgres", fault.Target));
}
