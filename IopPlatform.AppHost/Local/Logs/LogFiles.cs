using System.Globalization;

namespace IopPlatform.AppHost.Local;

/// <summary>The log files of a data folder: a line is the time it came, a blank, and what the resource wrote.</summary>
internal static class LogFiles
{
    public const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public static string Path(string folder, string resource) => System.IO.Path.Combine(folder, $"{resource}.log");

    public static IReadOnlyList<string> Resources(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.log").Select(file => System.IO.Path.GetFileNameWithoutExtension(file)!).Order()]
        : [];

    /// <summary>The last lines of a resource, oldest first.</summary>
    public static IReadOnlyList<LogEntry> Tail(string folder, string resource, int lines)
    {
        var path = Path(folder, resource);
        var found = new[] { RotatingFile.Previous(path), path }.Where(File.Exists).SelectMany(ReadShared).TakeLast(lines);
        return [.. found.Select(line => Parse(resource, line))];
    }

    public static LogEntry Parse(string resource, string line)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        return blank > 0 && DateTimeOffset.TryParseExact(
                line.AsSpan(0, blank), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? LogLine.Parse(resource, time, line[(blank + 1)..])
            : LogLine.Parse(resource, DateTimeOffset.UnixEpoch, line);
    }

    private static IEnumerable<string> ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
