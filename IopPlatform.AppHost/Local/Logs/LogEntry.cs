using Microsoft.Extensions.Logging;

namespace IopPlatform.AppHost.Local;

/// <summary>A line of a resource's log in a common form.</summary>
public sealed record LogEntry(
    DateTimeOffset Time, string Resource, LogLevel Level, string Category, string Message, string? Exception);
