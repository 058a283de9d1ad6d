using IopPlatform.Journeys;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>What happened to whom, and how long each step took.</summary>
internal static class JourneyTables
{
    public static void Print(IAnsiConsole console, JourneyReport report)
    {
        if (report.Patients.Count > 0)
        {
            var table = new Table().RoundedBorder().AddColumns("patient", "site", "outcome", "live state", "took");
            foreach (var patient in report.Patients)
            {
                table.AddRow(Cells(patient.Name, patient.Site, patient.Outcome, patient.LiveState, $"{patient.Took.TotalSeconds:0.0} s"));
            }

            console.Write(table);
        }

        if (report.Referrals.Count > 0)
        {
            var table = new Table().RoundedBorder().AddColumns("referral", "outcome", "as expected");
            foreach (var referral in report.Referrals)
            {
                table.AddRow(Cells(referral.File, referral.Outcome, referral.Error is null ? "yes" : "no"));
            }

            console.Write(table);
        }

        var steps = new Table().RoundedBorder().AddColumns("step", "count", "median", "95 %", "longest");
        foreach (var step in report.Steps)
        {
            steps.AddRow(Cells(step.Step, $"{step.Count}", Milliseconds(step.Median), Milliseconds(step.P95), Milliseconds(step.Max)));
        }

        console.Write(steps);
        PrintErrors(console, report);
        console.WriteLine(
            $"{report.Patients.Count} patients, {report.Referrals.Count} referrals, {report.Errors.Count()} errors in {report.Took.TotalSeconds:0.0} s");
    }

    public static void PrintErrors(IAnsiConsole console, JourneyReport report)
    {
        foreach (var error in report.Errors)
        {
            console.MarkupLineInterpolated($"[red]{error}[/]");
        }
    }

    private static string[] Cells(params string[] cells) => [.. cells.Select(cell => cell.EscapeMarkup())];

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:0} ms";
}
