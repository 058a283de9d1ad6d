using System.Globalization;

namespace IopPlatform.AppHost.Local;

/// <summary>Finds out who listens on a port.</summary>
internal static class PortHolder
{
    private const string Listening = "0A";

    /// <returns>Null when nobody does; otherwise the process, as far as this user may see it.</returns>
    public static string? Of(int port)
    {
        var inodes = Inodes(port).ToHashSet();
        if (inodes.Count == 0)
        {
            return null;
        }

        var id = ProcessTable.All().FirstOrDefault(process => Holds(process, inodes));
        return id == 0 ? "a process of another user" : $"process {id} ({Short(ProcessTable.CommandLine(id))})";
    }

    private static IEnumerable<string> Inodes(int port)
    {
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[3] == Listening && fields[1].EndsWith(suffix, StringComparison.Ordinal))
            .Select(fields => $"socket:[{fields[9]}]");
    }

    private static bool Holds(int process, HashSet<string> inodes)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd")
                .Any(file => new FileInfo(file).LinkTarget is { } target && inodes.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Short(string commandLine) => commandLine.Length > 60 ? commandLine[..60] + "..." : commandLine;
}
