using IopPlatform.AppHost.Local;
using IopPlatform.Faults.Reporting;
using Spectre.Console;

namespace IopPlatform.Faults;

/// <summary>What <c>./iop faults</c> runs.</summary>
public static class FaultProgram
{
    /// <returns>0 when the platform came back from every fault and the checker found nothing.</returns>
    public static async Task<int> RunAsync(FaultOptions options, CancellationToken cancellationToken)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 1000;
        var console = AnsiConsole.Console;
        await PrerequisiteInstallation.EnsureAsync(console, cancellationToken);
        var report = await FaultRun.RunAsync(options, console.WriteLine, cancellationToken);
        ReportTables.Print(console, report);
        if (options.Json is { } file) await File.WriteAllTextAsync(file, ReportJson.Write(report), cancellationToken);
        return report.IsGood ? 0 : 1;
    }
}
