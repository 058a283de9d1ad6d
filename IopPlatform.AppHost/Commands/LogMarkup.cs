using IopPlatform.AppHost.Local;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace IopPlatform.AppHost.Commands;

/// <summary>A log line for people: time, resource, level, message.</summary>
internal static class LogMarkup
{
    /// <summary>The rest of a long exception is in the log file.</summary>
    private const int ExceptionLinesMax = 8;

    public static string Line(LogEntry entry)
    {
        var (word, color) = entry.Level switch
        {
            LogLevel.Trace => ("trce", "grey"),
            LogLevel.Debug => ("dbug", "grey"),
            LogLevel.Information => ("info", "green"),
            LogLevel.Warning => ("warn", "yellow"),
            LogLevel.Error => ("fail", "red"),
            LogLevel.Critical => ("crit", "white on red"),
            LogLevel.None => ("    ", "grey"),
            _ => throw new ArgumentOutOfRangeException(nameof(entry)),
        };
        var exception = entry.Exception is { Length: > 0 } text ? $"\n[grey]{Shortened(text).EscapeMarkup()}[/]" : "";
        return $"[grey]{entry.Time.ToLocalTime():HH:mm:ss.fff}[/] {ResourceColors.Markup(entry.Resource)} "
            + $"[{color}]{word}[/] {entry.Message.EscapeMarkup()}{exception}";
    }

    private static string Shortened(string exception)
    {
        var lines = exception.TrimEnd().Split('\n');
        return string.Join('\n', lines.Take(ExceptionLinesMax)) + (lines.Length > ExceptionLinesMax ? "\n   ..." : "");
    }
}
