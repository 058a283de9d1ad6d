using Spectre.Console;

namespace IopPlatform.Faults.Reporting;

internal static class ReportTables
{
    private const int ShownMax = 30;

    public static void Print(IAnsiConsole console, FaultReport report)
    {
        Print(console, "fault", report.Recoveries);
        Print(console, "kind of fault", report.RecoveriesByKind);
        console.WriteLine("Slow disk: by writers that flush on the same disk. A device of a given delay needs rights that a process here has not.");
        PrintSome(console, "not whole", [.. report.Outcomes.Where(outcome => outcome.Recovery is null).Select(outcome => outcome.ToString())]);
        PrintSome(console, "journeys broken off", report.Load.Broken);
        PrintSome(console, "violations", [.. report.Violations.Select(violation => violation.ToString())]);
        console.WriteLine(
            $"{report.Outcomes.Count} faults, {report.Load}, {report.Acknowledged} acknowledged writes, {report.Violations.Count} violations in {report.Took.TotalSeconds:0} s (seed {report.Seed})");
    }

    private static void Print(IAnsiConsole console, string what, IReadOnlyList<RecoveryTimes> recoveries)
    {
        var table = new Table().RoundedBorder()
            .AddColumns(what, "count", "recovery, median", "95 %", "longest", $"above {FaultReport.Aim.TotalSeconds:0} s");
        foreach (var times in recoveries)
        {
            table.AddRow(
                times.Fault.EscapeMarkup(), $"{times.Count}", Seconds(times.Median), Seconds(times.Most), Seconds(times.Max), $"{times.AboveAim}");
        }

        console.Write(table);
    }

    private static void PrintSome(IAnsiConsole console, string what, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0) return;
        console.MarkupLineInterpolated($"[red]{lines.Count} {what}[/]");
        foreach (var line in lines.Take(ShownMax)) console.WriteLine($"  {line}");
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.0} s";
}
