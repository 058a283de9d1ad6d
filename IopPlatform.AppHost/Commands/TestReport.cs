using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>What the test run says.</summary>
internal static class TestReport
{
    public static void Print(IAnsiConsole console, TestOutcome outcome)
    {
        var color = outcome.IsGood ? "green" : "red";
        console.MarkupLine(
            $"[{color}]{(outcome.IsGood ? "good" : "bad "),-4}[/] {outcome.Project.EscapeMarkup()}: {Counts([outcome])} in {outcome.Took.TotalSeconds:0.0} s");
        foreach (var failure in outcome.Failures)
        {
            console.MarkupLine($"  [red]{failure.Test.EscapeMarkup()}[/]");
            console.WriteLine(Indented(failure.Message));
            console.MarkupLine($"[grey]{Indented(failure.Trace).EscapeMarkup()}[/]");
        }

        if (outcome.Remark is { } remark)
        {
            console.MarkupLine($"  [yellow]{remark.EscapeMarkup()}[/]");
        }

        if (outcome.Fault is { } fault)
        {
            console.MarkupLine($"  [red]{fault.EscapeMarkup()}[/]");
        }
    }

    /// <summary><c>N passed, N failed</c>, and <c>, N skipped</c> where any.</summary>
    public static string LastLine(IReadOnlyList<TestOutcome> outcomes) => Counts(outcomes);

    private static string Counts(IReadOnlyList<TestOutcome> outcomes)
    {
        var skipped = outcomes.Sum(outcome => outcome.Skipped);
        return $"{outcomes.Sum(outcome => outcome.Passed)} passed, {outcomes.Sum(outcome => outcome.FailedWithFault)} failed"
            + (skipped > 0 ? $", {skipped} skipped" : "");
    }

    private static string Indented(string text) =>
        string.Join('\n', text.Split('\n').Select(line => "    " + line.TrimEnd())).TrimEnd();
}
