using IopPlatform.Bench.Limits;
using IopPlatform.Bench.Load;
using IopPlatform.Bench.Processes;

namespace IopPlatform.Bench.Measures;

/// <summary>
/// The most writes a second at 32 clients with which everything behind keeps up: after the last answer all consequences are done
/// within two seconds. When they are not, the same again at the rate that was worked off, until they are.
/// </summary>
internal sealed class WriteMeasure(BenchContext context)
{
    private const int AttemptsMax = 4;
    private const double InsertShare = 0.15;
    private const double PipelineShare = 0.35;
    private const double CpuMillisecondsMax = 1.6;
    private static readonly TimeSpan DrainsWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(context.Options.Load.TotalSeconds / 2);
        var inserts = await PgBench.InsertsPerSecondAsync(context.Platform, BenchContext.Clients, limit, cancellationToken);
        var (result, cpu) = await SustainedAsync(context, cancellationToken);
        using var bare = new BarePipeline(context.Platform);
        var pipeline = await bare.PerSecondAsync(BenchContext.Clients, limit, cancellationToken);
        // The machine's mood changes: half of the limit is taken before, half after.
        inserts = (inserts + await PgBench.InsertsPerSecondAsync(context.Platform, BenchContext.Clients, limit, cancellationToken)) / 2;
        context.Report.Add(Figure.AtLeast("writes.rate-of-inserts", result.PerSecond, "writes/s", inserts, InsertShare));
        context.Report.Add(Figure.AtLeast("writes.rate-of-pipeline", result.PerSecond, "writes/s", pipeline, PipelineShare));
        context.Report.Add(Figure.AtMost("writes.cpu", 1000 * cpu.Values.Sum() / result.Done, "ms/write", CpuMillisecondsMax));
        context.Report.Add(Figure.Plain("writes.p50", result.Latencies.At(0.50), "ms"));
        context.Report.Add(Figure.Plain("writes.p99", result.Latencies.At(0.99), "ms"));
        Report.Say($"Processor by process, of a write with all its consequences: {CpuUse.Shares(cpu, result.Done)}");
    }

    /// <summary>The rate for measures that need one, found when nobody has found it yet.</summary>
    public static async Task<double> RateAsync(BenchContext context, CancellationToken cancellationToken) =>
        context.SustainedRate ?? (await SustainedAsync(context, cancellationToken)).Result.PerSecond;

    private static async Task<(LoadResult Result, IReadOnlyDictionary<string, double> Cpu)> SustainedAsync(
        BenchContext context, CancellationToken cancellationToken)
    {
        await LoadAsync(context, WarmUp, null, cancellationToken);
        double? rateMax = null;
        for (var attempt = 1; ; attempt++)
        {
            var (result, drained, cpu) = await LoadAsync(context, context.Options.Load, rateMax, cancellationToken);
            Report.Say(FormattableString.Invariant(
                $"{result.PerSecond:0} writes/s, drained after {drained.TotalSeconds:0.00} s, {1000 * cpu.Values.Sum() / result.Done:0.00} ms/write"));
            if (drained <= DrainsWithin)
            {
                context.SustainedRate = result.PerSecond;
                return (result, cpu);
            }

            if (attempt == AttemptsMax) throw new InvalidOperationException("The platform did not keep up with any rate that it had worked off.");
            // Two seconds of backlog are allowed; a little less, since the rest is noise.
            rateMax = result.Done / (result.Seconds + drained.TotalSeconds) * (attempt == 1 ? 1 : 0.95);
        }
    }

    private static async Task<(LoadResult Result, TimeSpan Drained, IReadOnlyDictionary<string, double> Cpu)> LoadAsync(
        BenchContext context, TimeSpan duration, double? rateMax, CancellationToken cancellationToken)
    {
        context.Writes.Prepare();
        var began = TimeProvider.System.GetUtcNow();
        var use = new CpuUse(context.Processes);
        var result = await Generator.ClosedAsync(
            context.Platform.Gateway, BenchContext.Clients, duration, rateMax, context.Writes.NextAsync, cancellationToken);
        var drained = await context.Backlog.DrainAsync(began, Patience, cancellationToken);
        return (result, drained, use.Until());
    }
}
