using System.Diagnostics;
using IopPlatform.Faults.Injection;
using IopPlatform.Faults.Load;
using IopPlatform.Faults.Probing;
using IopPlatform.Faults.Reporting;

namespace IopPlatform.Faults;

/// <summary>
/// Starts a platform, plays patients' journeys without a pause, injects one fault after the other, waits after each until the
/// platform is whole again, then ends the load and checks that everything acknowledged is there, once.
/// </summary>
public static class FaultRun
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan QuietMax = TimeSpan.FromMilliseconds(1500);

    public static async Task<FaultReport> RunAsync(FaultOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        await using var platform = await StartAsync(options, say, cancellationToken);
        return await RunAsync(platform, options, say, cancellationToken);
    }

    /// <summary>Starts the platform; its migrations are killed on the way, unless other faults are asked for.</summary>
    public static async Task<FaultPlatform> StartAsync(FaultOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StartsWithin);
        var killsMigrations = options.Only is null || "migrations".Contains(options.Only, StringComparison.OrdinalIgnoreCase);
        var since = Stopwatch.GetTimestamp();
        var platform = await FaultPlatform.StartAsync(killsMigrations, patience.Token);
        say($"{Stopwatch.GetElapsedTime(since).TotalSeconds,6:0.0} s  all healthy; migrations were killed {platform.MigrationKills} times and went on by themselves");
        return platform;
    }

    public static async Task<FaultReport> RunAsync(
        FaultPlatform platform, FaultOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        var probes = await ProbeSet.PrepareAsync(platform, options.Seed, cancellationToken);
        using var load = SteadyLoad.Begin(platform, options.Seed, cancellationToken);
        var outcomes = new List<FaultOutcome>();
        var dice = new Random(options.Seed);
        foreach (var fault in FaultPlan.Of(options, platform.Targets))
        {
            if (options.Within is { } limit && Stopwatch.GetElapsedTime(since) > limit) break;
            await Task.Delay(dice.NextDouble() * QuietMax, cancellationToken);
            outcomes.Add(await BreakAsync(platform, probes, fault, cancellationToken));
            say($"{Stopwatch.GetElapsedTime(since).TotalSeconds,6:0.0} s  {outcomes[^1]}");
        }

        var journeys = await load.EndAsync();
        say($"{Stopwatch.GetElapsedTime(since).TotalSeconds,6:0.0} s  load ended: {journeys}");
        var violations = await platform.CheckAsync(SettlesWithin, cancellationToken);
        return new FaultReport(options.Seed, outcomes, journeys, violations, platform.Acknowledged.Count, Stopwatch.GetElapsedTime(since));
    }

    private static async Task<FaultOutcome> BreakAsync(
        FaultPlatform platform, ProbeSet probes, Fault fault, CancellationToken cancellationToken)
    {
        try
        {
            var began = await fault.InjectAsync(platform, probes, cancellationToken);
            var recovery = await probes.UntilWholeAsync(began, cancellationToken);
            return new FaultOutcome(fault, recovery.Took, recovery.LastFailure);
        }
        catch (FaultNotReachedException missed)
        {
            return new FaultOutcome(fault, null, missed.Message);
        }
    }
}
