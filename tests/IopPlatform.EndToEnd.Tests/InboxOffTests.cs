using IopPlatform.AppHost;
using IopPlatform.Journeys;

namespace IopPlatform.EndToEnd.Tests;

/// <summary>The same platform with the inbox check switched off everywhere: what the checker must not let pass.</summary>
public sealed class InboxOffPlatform : PlatformFixture
{
    protected override Topology Topology => base.Topology with
    {
        Projects = [.. base.Topology.Projects.Select(project => project.OneShot || project.Edge ? project : WithoutInbox(project))],
    };

    private static ProjectResource WithoutInbox(ProjectResource project) => project with
    {
        Environment = new Dictionary<string, EnvironmentValue>(project.Environment)
        {
            ["Messaging__InboxCheck"] = new EnvironmentValue.Text("false"),
        },
    };
}

public sealed class InboxOffTests(InboxOffPlatform platform) : IClassFixture<InboxOffPlatform>
{
    [Fact]
    public async Task Checker_InboxCheckOffAndEventsReplayed_FindsDoubledEffects()
    {
        var report = await JourneyRun.RunAsync(
            platform.Journeys(patients: 1, parallel: 1, seed: 3), new NoProgress(), TestContext.Current.CancellationToken);
        Assert.Empty(report.Errors);

        await platform.Checker.ReplayAsync();
        var violations = await platform.Checker.CheckAsync([], TimeSpan.FromSeconds(20));
        Assert.Contains(violations, violation => violation.What.Contains("had the effect", StringComparison.Ordinal));
    }
}
