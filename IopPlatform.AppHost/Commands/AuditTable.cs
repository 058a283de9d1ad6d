using System.Globalization;
using IopPlatform.Persistence.Audit.Sealing;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>The findings of a verification for people.</summary>
internal static class AuditTable
{
    public static void Print(IAnsiConsole console, IReadOnlyList<AuditFindings> findings)
    {
        var table = new Table().RoundedBorder()
            .AddColumns("service", "batches", "sealed rows", "changed", "removed", "added", "not sealed yet", "since", "");
        foreach (var finding in findings)
        {
            table.AddRow(
                new Markup(ResourceColors.Markup(finding.Service)),
                Number(finding.Batches), Number(finding.Sealed), Fault(finding.Changed), Fault(finding.Removed), Fault(finding.Added),
                Number(finding.Unsealed),
                new Text(finding.UnsealedSince?.ToString("u", CultureInfo.InvariantCulture) ?? ""),
                new Markup(finding.Sound ? "[green]sound[/]" : "[red]NOT SOUND[/]"));
        }

        console.Write(table);
        foreach (var (service, what) in findings.SelectMany(finding =>
            finding.Broken.Concat(finding.Rows).Select(what => (finding.Service, what))))
        {
            console.MarkupLineInterpolated($"[red]{service}[/]: {what}");
        }

        console.WriteLine("Heads, to be noted elsewhere: a later check with --expect-head finds a file that was cut and rewritten.");
        foreach (var finding in findings.Where(finding => finding.Head is not null))
        {
            console.WriteLine($"  {finding.Service}={finding.Head}");
        }
    }

    private static Text Number(long number) => new(number.ToString(CultureInfo.InvariantCulture));

    private static Text Fault(long number) =>
        new(number.ToString(CultureInfo.InvariantCulture), number > 0 ? new Style(Color.Red) : Style.Plain);
}
