using System.Globalization;
using IopPlatform.AppHost.Local.Protocol;
using Microsoft.Extensions.Logging;

namespace IopPlatform.AppHost.Local;

/// <summary>
/// One reader's way through a resource's log: first what the file holds, then what is added. The file is the buffer, so that a slow
/// reader costs no memory.
/// </summary>
internal sealed class ConsoleLines(string logFolder, string resource)
{
    /// <summary>So much of the file is history.</summary>
    private const int HistoryBytes = 512 * 1024;
    private const int LinesPerMessage = 500;
    private const int LineLengthMax = 4000;
    private readonly LogTail tail = new(logFolder, resource, HistoryBytes);
    private int number;

    /// <summary>The lines since the last call in messages that stay far below the limit of 4 MB.</summary>
    public IEnumerable<WatchResourceConsoleLogsUpdate> ReadNew()
    {
        foreach (var lines in tail.ReadNew().SelectMany(Lines).Chunk(LinesPerMessage))
        {
            var update = new WatchResourceConsoleLogsUpdate();
            update.LogLines.Add(lines);
            yield return update;
        }
    }

    private IEnumerable<ConsoleLogLine> Lines(LogEntry entry)
    {
        var time = entry.Time.ToUniversalTime().ToString(LogFiles.TimeFormat, CultureInfo.InvariantCulture);
        var text = $"{entry.Level.ToString().ToLowerInvariant()}: {(entry.Category.Length > 0 ? $"{entry.Category}: " : "")}{entry.Message}";
        foreach (var line in (entry.Exception is { Length: > 0 } exception ? $"{text}\n{exception}" : text).Split('\n'))
        {
            yield return new ConsoleLogLine
            {
                Text = $"{time} {(line.Length > LineLengthMax ? line[..LineLengthMax] : line)}",
                IsStdErr = entry.Level >= LogLevel.Error,
                LineNumber = ++number,
            };
        }
    }
}
