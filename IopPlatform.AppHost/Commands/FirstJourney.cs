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
                DemoTotpSeed = platform.DemoTotpSeed,
                Patients = isFirst ? 1 : 0,
            },
            new StepPrinter(AnsiConsole.Console),
            cancellationToken);
        JourneyTables.PrintErrors(AnsiConsole.Console, report);
        if (report.ExitCode == 0)
        {
            // The first patient's sign-in is shown at every later start, too.
            if (isFirst)
            {
                await File.WriteAllTextAsync(played, report.Patients[0].Email ?? "", cancellationToken);
            }
        }

        return report.ExitCode == 0;
    }

    /// <summary>What the patient of the first journey signs in with; null before it was played.</summary>
    public static string? PatientEmail(string dataFolder) =>
        Path.Combine(dataFolder, "first-journey") is var played && File.Exists(played) && File.ReadAllText(played) is { Length: > 0 } email
            ? email
            : null;
}
