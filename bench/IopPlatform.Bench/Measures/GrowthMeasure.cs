using IopPlatform.Bench.Load;
using IopPlatform.Bench.Patients;
using IopPlatform.Bench.Processes;

namespace IopPlatform.Bench.Measures;

/// <summary>
/// The same load, an open loop at half of the sustained rate, with 1 000 patients and with 50 000: the others are copies of whole
/// organizations, and the load goes over all of them.
/// </summary>
internal sealed class GrowthMeasure(BenchContext context)
{
    private const double TimesMax = 1.3;
    private const int Connections = 96;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var options = context.Options;
        var rate = await WriteMeasure.RateAsync(context, cancellationToken) / 2;
        var small = await LoadAsync(context.Writes, rate, cancellationToken);
        var copied = options.Copies(BenchOptions.Patients);
        var began = TimeProvider.System.GetUtcNow();
        await new Copies(context.Platform).MakeAsync(copied + 1, options.Copies(BenchOptions.PatientsGrown) - copied, cancellationToken);
        Report.Say($"{await context.Population.CountAsync()} patients after {(TimeProvider.System.GetUtcNow() - began).TotalSeconds:0} s");
        await context.Population.UseAsync(context.Writes);
        var large = await LoadAsync(context.Writes, rate, cancellationToken);
        context.Report.Add(Figure.AtMostTimes("growth.p99", large.P99, "ms", small.P99, TimesMax));
        context.Report.Add(Figure.AtMostTimes("growth.cpu", large.Cpu, "ms/write", small.Cpu, TimesMax));
    }

    private async Task<(double P99, double Cpu)> LoadAsync(Writes writes, double rate, CancellationToken cancellationToken)
    {
        writes.Prepare();
        await RunAsync(TimeSpan.FromSeconds(5));
        var began = TimeProvider.System.GetUtcNow();
        var use = new CpuUse(context.Processes);
        var result = await RunAsync(context.Options.Load);
        await context.Backlog.DrainAsync(began, Patience, cancellationToken);
        var cpu = use.Until();
        Report.Say(FormattableString.Invariant($"{result.PerSecond:0} writes/s, p50 {result.Latencies.At(0.5):0.0} ms: {CpuUse.Shares(cpu, result.Done)}"));
        return (result.Latencies.At(0.99), 1000 * cpu.Values.Sum() / result.Done);

        Task<LoadResult> RunAsync(TimeSpan duration) => Generator.OpenAsync(
            context.Platform.Gateway, Connections, duration, rate, (connection, _, token) => writes.NextAsync(connection, token), cancellationToken);
    }
}
