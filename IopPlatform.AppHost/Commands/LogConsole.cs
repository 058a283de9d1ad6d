using System.Threading.Channels;
using IopPlatform.AppHost.Local;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>Shows the lines of all resources as they come, through a filter that is typed in.</summary>
internal static class LogConsole
{
    /// <summary>A terminal slower than the logs loses the oldest lines on screen, never those in the files.</summary>
    private const int PendingMax = 10_000;

    public static async Task FollowAsync(LogHub logs, IReadOnlyList<string> resources, CancellationToken cancellationToken)
    {
        var pending = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(PendingMax) { FullMode = BoundedChannelFullMode.DropOldest });
        var filter = LogFilter.All;
        logs.Received += Receive;
        if (!Console.IsInputRedirected)
        {
            // Reading a line cannot be canceled; the process ends around it.
            new Thread(ReadFilters) { IsBackground = true }.Start();
        }

        try
        {
            await foreach (var entry in pending.Reader.ReadAllAsync(cancellationToken))
            {
                if (filter.Shows(entry))
                {
                    AnsiConsole.MarkupLine(LogMarkup.Line(entry));
                }
            }
        }
        finally
        {
            logs.Received -= Receive;
        }

        void Receive(LogEntry entry) => pending.Writer.TryWrite(entry);

        void ReadFilters()
        {
            while (Console.ReadLine() is { } line)
            {
                filter = LogFilter.Parse(line, resources);
                AnsiConsole.MarkupLineInterpolated($"[grey]showing {Describe(filter)}[/]");
            }
        }
    }

    private static string Describe(LogFilter filter) =>
        filter == LogFilter.All ? "everything" : filter.Resource ?? filter.Word ?? $"{filter.Level} and above";
}
