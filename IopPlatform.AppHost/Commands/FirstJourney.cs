using IopPlatform.AppHost.Local;
using IopPlatform.Journeys;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>Makes sure of the demo provider at each start, and plays one patient's journey at the first.</summary>
internal static class FirstJourney
{
    /// <returns>False when something went wrong; it is printed.</returns>
    public static async Task<bool> PlayAsync(LocalPlatform platform, string dataFolder, CancellationToken cancellationToken)
    {
        var played = Path.Combine(dataFolder, "first-journey");
        var isFirst = !File.Exists(played);
        AnsiConsole.WriteLine(isFirst ? "The demo provider and one patient's journey:" : "The demo provider is there; './iop journey' plays more patients.");
        var report = await JourneyRun.RunAsync(
            new JourneyOptions
            {
                Gateway = platform.Address(ResourceNames.Gateway),
                DemoPassword = platform.DemoPassword,
                Patients = isFirst ? 1 : 0,
            },
            new StepPrinter(AnsiConsole.Console),
            cancellationToken);
        JourneyTables.PrintErrors(AnsiConsole.Console, report);
        if (report.ExitCode == 0)
        {
            await File.WriteAllTextAsync(played, "", cancellationToken);
        }

        return report.ExitCode == 0;
    }
}
