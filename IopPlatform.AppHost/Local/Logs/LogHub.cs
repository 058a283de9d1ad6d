using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace IopPlatform.AppHost.Local;

/// <summary>Takes every line of every resource: into a bounded file per resource, and to whoever listens.</summary>
public sealed class LogHub(string folder) : IDisposable
{
    private const long FileBytesMax = 8 * 1024 * 1024;
    private readonly ConcurrentDictionary<string, RotatingFile> files = new();
    private volatile bool disposed;

    public event Action<LogEntry>? Received;

    internal void Append(string resource, string line)
    {
        if (disposed)
        {
            return;
        }

        var now = TimeProvider.System.GetUtcNow();
        var file = files.GetOrAdd(resource, name => new RotatingFile(LogFiles.Path(folder, name), FileBytesMax));
        file.WriteLine($"{now.ToString(LogFiles.TimeFormat, CultureInfo.InvariantCulture)} {line}");
        Received?.Invoke(LogLine.Parse(resource, now, line));
    }

    /// <summary>A remark of the orchestrator about a resource.</summary>
    internal void Note(string resource, string message)
    {
        var now = TimeProvider.System.GetUtcNow();
        Append(resource, System.Text.Json.JsonSerializer.Serialize(new
        {
            Timestamp = now.ToString(LogFiles.TimeFormat, CultureInfo.InvariantCulture),
            LogLevel = nameof(LogLevel.Warning),
            Category = "orchestrator",
            Message = message,
        }));
    }

    public void Dispose()
    {
        disposed = true;
        foreach (var file in files.Values)
        {
            file.Dispose();
        }
    }
}
