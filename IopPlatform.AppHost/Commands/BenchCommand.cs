using System.CommandLine;
using System.Diagnostics;
using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

internal static class BenchCommand
{
    private const string Program = "IopPlatform.Bench";

    public static Command Create()
    {
        var json = new Option<FileInfo?>("--json") { Description = "A file for the figures." };
        var only = new Option<string[]>("--only")
        {
            Description = "One of startup, memory, writes, reads, latency, pages, growth, failover, telemetry; may be repeated.",
        };
        var quick = new Option<bool>("--quick") { Description = "Three minutes: short measurements, no growth, no telemetry." };
        var command = new Command("bench", "Measures a platform of its own beside its limits; fails when the checker does not agree.")
        {
            json, only, quick,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            string[] args =
            [
                .. parsed.GetValue(json) is { } file ? new[] { "--json", file.FullName } : [],
                .. (parsed.GetValue(only) ?? []).SelectMany(name => new[] { "--only", name }),
                .. parsed.GetValue(quick) ? new[] { "--quick" } : [],
            ];
            return RunAsync(args, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        await PrerequisiteInstallation.EnsureAsync(AnsiConsole.Console, cancellationToken, Prerequisite.Browser);
        var path = Path.Combine(Checkout.Binaries, Program, "release", Program);
        using var bench = Process.Start(new ProcessStartInfo(path, args))
            ?? throw new InvalidOperationException($"{path} could not be started.");
        // It is interrupted together with this process and ends by itself, in order.
        await bench.WaitForExitAsync(CancellationToken.None);
        return bench.ExitCode;
    }
}
