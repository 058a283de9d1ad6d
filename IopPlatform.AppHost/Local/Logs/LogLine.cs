using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace IopPlatform.AppHost.Local;

/// <summary>Reads the JSON lines of services and the plain lines of servers.</summary>
internal static partial class LogLine
{
    /// <param name="received">Stands in for the time of a line that states none.</param>
    public static LogEntry Parse(string resource, DateTimeOffset received, string line) =>
        (line.StartsWith('{') ? Json(resource, received, line) : null) ?? Plain(resource, received, line);

    private static LogEntry? Json(string resource, DateTimeOffset received, string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return Text(root, "Message") is not { } message ? null : new LogEntry(
                DateTimeOffset.TryParse(
                    Text(root, "Timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : received,
                resource,
                Enum.TryParse<LogLevel>(Text(root, "LogLevel"), out var level) ? level : LogLevel.Information,
                Text(root, "Category") ?? "",
                message,
                Text(root, "Exception"));
        }
        catch (JsonException)
        {
            // A plain line that happens to begin with a brace.
            return null;
        }
    }

    private static LogEntry Plain(string resource, DateTimeOffset received, string line) =>
        new(received, resource, PlainLevel(line), "", Colors().Replace(line, ""), null);

    private static LogLevel PlainLevel(string line) => Words().Match(line).Value switch
    {
        "PANIC" or "FATAL" => LogLevel.Critical,
        "ERROR" or "[error]" or "Unhandled exception" => LogLevel.Error,
        "WARNING" or "[warning]" or "# WARNING" => LogLevel.Warning,
        "DEBUG" or "[debug]" => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"\e\[[0-9;]*m")]
    private static partial Regex Colors();

    [GeneratedRegex(@"\b(PANIC|FATAL|ERROR|WARNING|DEBUG)\b|\[(error|warning|debug)\]|Unhandled exception")]
    private static partial Regex Words();
}
