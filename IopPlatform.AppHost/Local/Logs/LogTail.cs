using System.Text;

namespace IopPlatform.AppHost.Local;

/// <summary>Reads the lines that are added to a resource's log from now on, and on wish the last ones before.</summary>
/// <param name="historyBytes">So much of the present file is read first, from its next whole line on.</param>
internal sealed class LogTail(string folder, string resource, int historyBytes = 0)
{
    private readonly string path = LogFiles.Path(folder, resource);
    private readonly StringBuilder unfinished = new();
    private long position = Math.Max(0, LengthOf(LogFiles.Path(folder, resource)) - historyBytes);
    private bool inMiddleOfLine = LengthOf(LogFiles.Path(folder, resource)) > historyBytes && historyBytes > 0;

    public IReadOnlyList<LogEntry> ReadNew()
    {
        var length = LengthOf(path);
        if (length == position)
        {
            return [];
        }

        // A shorter file is a new one: the old one was set aside.
        position = length < position ? 0 : position;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = position;
        using var reader = new StreamReader(file);
        unfinished.Append(reader.ReadToEnd());
        position = file.Position;
        var lines = unfinished.ToString().Split('\n');
        unfinished.Clear().Append(lines[^1]);
        var first = inMiddleOfLine && lines.Length > 1 ? 1 : 0;
        inMiddleOfLine &= first == 0;
        return [.. lines[..^1].Skip(first).Select(line => LogFiles.Parse(resource, line))];
    }

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
