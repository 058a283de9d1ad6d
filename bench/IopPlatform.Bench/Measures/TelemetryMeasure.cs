using IopPlatform.AppHost;
using IopPlatform.Bench.Load;
using IopPlatform.Bench.Patients;
using IopPlatform.Bench.Processes;

namespace IopPlatform.Bench.Measures;

/// <summary>
/// What it costs to tell traces, metrics and logs: two platforms side by side, one that tells and one that does not, get the same load
/// in turns; the processor time of a write is compared pair by pair.
/// </summary>
internal sealed class TelemetryMeasure(BenchOptions options, Report report, TelemetrySink sink)
{
    private const double TimesMax = 1.10;
    private const double RatePerSecond = 60;
    private const int Patients = 48;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task RunAsync(string folderOn, string folderOff, CancellationToken cancellationToken)
    {
        await using var on = await PrepareAsync(folderOn, sink, cancellationToken);
        await using var off = await PrepareAsync(folderOff, null, cancellationToken);
        foreach (var side in new[] { on, off }) await MillisecondsAsync(side, WarmUp, cancellationToken);
        var pairs = new List<(double On, double Off)>();
        for (var pair = 0; pair < options.Pairs; pair++)
        {
            // Who goes first takes turns, too.
            var first = await MillisecondsAsync(pair % 2 == 0 ? on : off, options.PairLoad, cancellationToken);
            var second = await MillisecondsAsync(pair % 2 == 0 ? off : on, options.PairLoad, cancellationToken);
            pairs.Add(pair % 2 == 0 ? (first, second) : (second, first));
        }

        var ratios = pairs.Select(pair => pair.On / pair.Off).Order().ToList();
        var (low, high) = IntervalOfMedian(ratios);
        Report.Say(FormattableString.Invariant(
            $"{pairs.Count} pairs, on/off: {string.Join(" ", pairs.Select(pair => FormattableString.Invariant($"{pair.On:0.0}/{pair.Off:0.0}")))} ms"));
        report.Add(Figure.AtMostTimes("telemetry.cpu", Median([.. pairs.Select(pair => pair.On)]), "ms/write", Median([.. pairs.Select(pair => pair.Off)]), TimesMax));
        report.Add(Figure.AtMost("telemetry.ratio", Median(ratios), "of off", TimesMax));
        report.Add(Figure.Plain("telemetry.ratio.low", low, "of off"));
        report.Add(Figure.Plain("telemetry.ratio.high", high, "of off"));
    }

    /// <summary>
    /// The interval of the median by order statistics, at least 95 % sure from six pairs on: the median lies below the k-th of n values
    /// with the chance of fewer than k heads in n throws (binomial, 1/2).
    /// </summary>
    private static (double Low, double High) IntervalOfMedian(List<double> sorted)
    {
        var (rank, below, term) = (0, 0.0, Math.Pow(0.5, sorted.Count));
        while (below + term <= 0.025)
        {
            below += term;
            term = term * (sorted.Count - rank) / (rank + 1);
            rank++;
        }

        var outer = Math.Max(0, rank - 1);
        return (sorted[outer], sorted[sorted.Count - 1 - outer]);
    }

    private static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static async Task<Side> PrepareAsync(string folder, TelemetrySink? sink, CancellationToken cancellationToken)
    {
        var platform = await BenchPlatform.StartAsync(folder, sink, Platform.Topology, cancellationToken);
        var (population, backlog) = (new Population(platform), new Backlog(platform));
        var began = TimeProvider.System.GetUtcNow();
        await population.MakeByApiAsync(Patients, cancellationToken);
        await backlog.DrainAsync(began, Patience, cancellationToken);
        var writes = new Writes(platform.Gateway, platform.Tokens);
        await population.UseAsync(writes);
        return new Side(platform, writes, backlog, new ProcessTrees(platform.Local));
    }

    /// <returns>Processor time of a write with all its consequences, over all processes of this platform.</returns>
    private static async Task<double> MillisecondsAsync(Side side, TimeSpan duration, CancellationToken cancellationToken)
    {
        side.Writes.Prepare();
        var began = TimeProvider.System.GetUtcNow();
        var use = new CpuUse(side.Processes);
        var result = await Generator.ClosedAsync(
            side.Platform.Gateway, BenchContext.Clients, duration, RatePerSecond, side.Writes.NextAsync, cancellationToken);
        await side.Backlog.DrainAsync(began, Patience, cancellationToken);
        return 1000 * use.Until().Values.Sum() / result.Done;
    }

    private sealed record Side(BenchPlatform Platform, Writes Writes, Backlog Backlog, ProcessTrees Processes) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Platform.DisposeAsync();
    }
}
