using IopPlatform.Checking;
using IopPlatform.Faults.Probing;
using IopPlatform.Faults.Reporting;
using IopPlatform.Faults.Tests;
using IopPlatform.ServiceDefaults.Faults;

[assembly: AssemblyFixture(typeof(BrokenPlatform))]

namespace IopPlatform.Faults.Tests;

/// <summary>A platform under load that the short set of faults has hit, and that was made forgetful after that.</summary>
public sealed class BrokenPlatform : IAsyncLifetime
{
    private const string Forgetful = "outcomes";
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromSeconds(20);
    private readonly FaultOptions options = new() { Seed = 5, Brief = true };

    public FaultReport Report { get; private set; } = null!;

    public int MigrationKills { get; private set; }

    /// <summary>What the checker says when a service handles messages without looking whether it had them before.</summary>
    public IReadOnlyList<Violation> WithPlantedBug { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var platform = await FaultRun.StartAsync(options, Say, cancel);
        MigrationKills = platform.MigrationKills;
        Report = await FaultRun.RunAsync(platform, options, Say, cancel);
        if (!Report.IsGood) return;

        platform.Set(Forgetful, "Messaging__InboxCheck", "false");
        await platform.Local.KillAsync(Forgetful);
        var probes = await ProbeSet.PrepareAsync(platform, options.Seed + 1, cancel);
        var began = await new Injection.AtFailpoint("intake", FailpointNames.PublishedNotMarked).InjectAsync(platform, probes, cancel);
        await probes.UntilWholeAsync(began, cancel);
        WithPlantedBug = await platform.CheckAsync(SettlesWithin, cancel);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static void Say(string line) => TestContext.Current.SendDiagnosticMessage(line);
}
