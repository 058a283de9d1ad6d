using System.CommandLine;
using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

internal static class LogsCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(300);

    public static Command Create()
    {
        var resource = new Argument<string?>("resource") { Arity = ArgumentArity.ZeroOrOne, Description = "Whose log; all without it." };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with new lines." };
        var lines = new Option<int>("--lines", "-n") { DefaultValueFactory = _ => 200, Description = "How many lines of each log." };
        var command = new Command("logs", "Shows the logs, also of a platform that has ended.") { resource, follow, lines };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(resource), parsed.GetValue(follow), parsed.GetValue(lines), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? resource, bool follow, int lines, CancellationToken cancellationToken)
    {
        var folder = DataFolder.Logs(Checkout.Data);
        var known = LogFiles.Resources(folder);
        if (resource is not null && !known.Contains(resource))
        {
            AnsiConsole.WriteLine($"There is no log of '{resource}'. There are: {string.Join(", ", known)}.");
            return 1;
        }

        var shown = resource is null ? known : [resource];
        var tails = shown.Select(name => new LogTail(folder, name)).ToList();
        var entries = shown.SelectMany(name => LogFiles.Tail(folder, name, lines)).OrderBy(entry => entry.Time);
        Print(entries);
        while (follow)
        {
            await Task.Delay(LookEvery, cancellationToken);
            Print(tails.SelectMany(tail => tail.ReadNew()).OrderBy(entry => entry.Time));
        }

        return 0;
    }

    private static void Print(IEnumerable<LogEntry> entries)
    {
        foreach (var entry in entries)
        {
            AnsiConsole.MarkupLine(LogMarkup.Line(entry));
        }
    }
}
