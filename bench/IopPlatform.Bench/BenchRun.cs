using IopPlatform.Bench.Load;
using IopPlatform.Bench.Measures;
using IopPlatform.Bench.Patients;
using IopPlatform.Bench.Processes;

namespace IopPlatform.Bench;

/// <summary>What the measures share.</summary>
internal sealed record BenchContext(BenchOptions Options, BenchPlatform Platform, Report Report, ProcessTrees Processes, Backlog Backlog)
{
    public const int Clients = 32;

    public required Population Population { get; init; }

    /// <summary>The writes of the load, for as many patients as there are.</summary>
    public required Writes Writes { get; init; }

    /// <summary>Writes a second that the platform keeps up with; set by the first measure that needs it.</summary>
    public double? SustainedRate { get; set; }
}

/// <summary>Start, measure, check.</summary>
internal sealed class BenchRun(BenchOptions options)
{
    private static readonly TimeSpan Settles = TimeSpan.FromMinutes(5);
    private readonly Report report = new();

    /// <returns>0 when the checker agrees; targets that are missed are said, not an error.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var sink = await TelemetrySink.StartAsync(cancellationToken);
        var isGood = await InFolderAsync(folder => MeasureAndCheckAsync(folder, sink, cancellationToken));
        if (options.Wants("failover"))
        {
            Report.Say("-- failover");
            await InFolderAsync(async folder =>
            {
                await new FailoverMeasure(report, folder, sink).RunAsync(cancellationToken);
                return true;
            });
        }

        if (options.Wants("telemetry"))
        {
            Report.Say("-- telemetry");
            await InFolderAsync(on => InFolderAsync(async off =>
            {
                await new TelemetryMeasure(options, report, sink).RunAsync(on, off, cancellationToken);
                return true;
            }));
        }

        report.PrintAll();
        if (options.JsonFile is { } file) await report.WriteAsync(file, cancellationToken);
        return isGood ? 0 : 1;
    }

    private async Task<bool> MeasureAndCheckAsync(string folder, TelemetrySink sink, CancellationToken cancellationToken)
    {
        await using var platform = await new StartUpMeasure(options, report, folder, sink).RunAsync(cancellationToken);
        if (!options.NeedsPatients) return true;
        var context = await PrepareAsync(platform, cancellationToken);
        await MeasureAsync(context, cancellationToken);
        Report.Say($"Telemetry told: {sink.Bytes / 1_000_000} MB.");
        return await CheckAsync(context, cancellationToken);
    }

    /// <summary>A platform's data, and its key beside it, are gone afterwards.</summary>
    private static async Task<bool> InFolderAsync(Func<string, Task<bool>> runAsync)
    {
        var folder = Path.Combine(Path.GetTempPath(), "iop-bench-" + Guid.CreateVersion7().ToString("N")[^12..]);
        try
        {
            return await runAsync(folder);
        }
        finally
        {
            await DeleteAsync(folder);
            await DeleteAsync(BenchPlatform.KeyFolder(folder));
        }
    }

    /// <summary>A server that was killed may have a last child that is still writing.</summary>
    private static async Task DeleteAsync(string folder)
    {
        for (var attempt = 1; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (attempt < 20)
            {
                await Task.Delay(250);
            }
        }
    }

    private async Task<BenchContext> PrepareAsync(BenchPlatform platform, CancellationToken cancellationToken)
    {
        var (population, copies, backlog) = (new Population(platform), new Copies(platform), new Backlog(platform));
        var began = TimeProvider.System.GetUtcNow();
        await population.MakeByApiAsync(options.PatientsByApi, cancellationToken);
        await backlog.DrainAsync(began, Settles, cancellationToken);
        await copies.KeepAsync(cancellationToken);
        await copies.MakeAsync(1, options.Copies(BenchOptions.Patients), cancellationToken);
        Report.Say($"{await population.CountAsync()} patients, {options.PatientsByApi} of them by the API, in {(TimeProvider.System.GetUtcNow() - began).TotalSeconds:0} s.");
        var writes = new Writes(platform.Gateway, platform.Tokens);
        await population.UseAsync(writes);
        return new BenchContext(options, platform, report, new ProcessTrees(platform.Local), backlog)
        {
            Population = population,
            Writes = writes,
        };
    }

    private async Task MeasureAsync(BenchContext context, CancellationToken cancellationToken)
    {
        (string Name, Func<CancellationToken, Task> RunAsync)[] measures =
        [
            ("writes", new WriteMeasure(context).RunAsync),
            ("reads", new ReadMeasure(context).RunAsync),
            ("latency", new LatencyMeasure(context).RunAsync),
            ("pages", new PagesMeasure(context).RunAsync),
            ("growth", new GrowthMeasure(context).RunAsync),
        ];
        foreach (var (name, runAsync) in measures.Where(measure => options.Wants(measure.Name)))
        {
            Report.Say($"-- {name}");
            await runAsync(cancellationToken);
        }
    }

    private static async Task<bool> CheckAsync(BenchContext context, CancellationToken cancellationToken)
    {
        Report.Say("-- checker");
        List<string> violations =
        [
            .. (await context.Platform.Checker.CheckAsync(context.Writes.Referrals, TimeSpan.FromSeconds(30))).Select(one => one.ToString()),
            .. await AttendanceCheck.ViolationsAsync(context, cancellationToken),
        ];
        foreach (var violation in violations.Take(20)) Report.Say(violation);
        Report.Say(violations.Count == 0
            ? $"The checker agrees: {context.Writes.Referrals.Count} referrals and {context.Writes.AttendanceRecorded} attendance records, each with all its consequences, once."
            : $"The checker found {violations.Count} violations.");
        return violations.Count == 0;
    }
}
