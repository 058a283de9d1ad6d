using System.Diagnostics;
using IopPlatform.AppHost;
using IopPlatform.Bench.Processes;

namespace IopPlatform.Bench.Measures;

/// <summary>From the call to everything healthy, and what it holds in memory then. The last start is the platform of all that follows.</summary>
internal sealed class StartUpMeasure(BenchOptions options, Report report, string dataFolder, TelemetrySink sink)
{
    public async Task<BenchPlatform> RunAsync(CancellationToken cancellationToken)
    {
        var (platform, first) = await StartAsync(cancellationToken);
        if (options.Wants("startup"))
        {
            Report.Say("-- startup");
            report.Add(Figure.Plain("startup.first", first, "s"));
            var times = new List<double>();
            for (var start = 0; start < options.Starts; start++)
            {
                await platform.DisposeAsync();
                (platform, var seconds) = await StartAsync(cancellationToken);
                times.Add(seconds);
            }

            report.Add(Figure.Plain("startup.median", times.Order().ElementAt(times.Count / 2), "s"));
        }

        if (options.Wants("memory"))
        {
            Report.Say("-- memory");
            await Task.Delay(options.Idle, cancellationToken);
            var memory = new ProcessTrees(platform.Local).MemoryBytes();
            foreach (var (name, bytes) in memory.OrderByDescending(one => one.Value)) Report.Say($"{name}: {bytes / 1e6:0} MB");
            report.Add(Figure.Plain("memory.pss", memory.Values.Sum() / 1e6, "MB"));
        }

        return platform;
    }

    private async Task<(BenchPlatform Platform, double Seconds)> StartAsync(CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        var platform = await BenchPlatform.StartAsync(dataFolder, sink, Platform.Topology, cancellationToken);
        return (platform, Stopwatch.GetElapsedTime(since).TotalSeconds);
    }
}
