using System.Globalization;

namespace IopPlatform.AppHost.Local;

/// <summary>What /proc says about the processes of this machine.</summary>
internal static class ProcessTable
{
    /// <summary>The fields of /proc/ID/stat behind the name: state, parent, group and so on.</summary>
    public static string[]? StatFields(int id) =>
        Read($"/proc/{id}/stat") is { } stat ? stat[(stat.LastIndexOf(')') + 2)..].Split(' ') : null;

    public static string CommandLine(int id) => Read($"/proc/{id}/cmdline")?.Replace('\0', ' ').Trim() ?? "";

    /// <summary>The living processes of a group; zombies do not count.</summary>
    public static IReadOnlyList<int> Group(int group) =>
    [
        .. All().Where(id => StatFields(id) is { Length: > 2 } fields
            && fields[0] != "Z" && fields[2] == group.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Proportional set size of a group in bytes: shared pages count by their share.</summary>
    public static long MemoryBytes(int group) => Group(group).Sum(ProportionalBytes);

    /// <summary>That of one process.</summary>
    public static long ProportionalBytes(int id) =>
        Read($"/proc/{id}/smaps_rollup")?.Split('\n').FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal))
            is { } line ? 1024 * long.Parse(line.AsSpan(4, line.Length - 6), NumberStyles.Any, CultureInfo.InvariantCulture) : 0;

    public static int GroupOf(int id) =>
        StatFields(id) is { Length: > 2 } fields ? int.Parse(fields[2], CultureInfo.InvariantCulture) : 0;

    public static IEnumerable<int> Children(int parent) => All().Where(id =>
        StatFields(id) is { Length: > 1 } fields && fields[1] == parent.ToString(CultureInfo.InvariantCulture));

    public static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0);

    /// <returns>Null when the process has ended, or belongs to somebody else.</returns>
    public static string? WorkingFolder(int id)
    {
        try
        {
            return new FileInfo($"/proc/{id}/cwd").LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process ended meanwhile, or belongs to somebody else.
            return null;
        }
    }
}
