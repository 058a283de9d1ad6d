using Microsoft.Extensions.Logging;

namespace IopPlatform.AppHost.Local;

/// <summary>Which lines are shown: those of a resource, those of a level and above, or those with a word in them.</summary>
internal sealed record LogFilter(string? Resource, LogLevel Level, string? Word)
{
    public static readonly LogFilter All = new(null, LogLevel.Trace, null);

    /// <summary>Understands a resource's name, a level or its short form; anything else is a word to look for.</summary>
    public static LogFilter Parse(string text, IEnumerable<string> resources)
    {
        var word = text.Trim();
        if (word.Length == 0)
        {
            return All;
        }

        if (resources.FirstOrDefault(resource => resource.Equals(word, StringComparison.OrdinalIgnoreCase)) is { } found)
        {
            return All with { Resource = found };
        }

        return LevelNamed(word.ToLowerInvariant()) is { } level ? All with { Level = level } : All with { Word = word };
    }

    public bool Shows(LogEntry entry) =>
        (Resource is null || Resource == entry.Resource)
        && entry.Level >= Level
        && (Word is null || entry.Message.Contains(Word, StringComparison.OrdinalIgnoreCase));

    private static LogLevel? LevelNamed(string word) => word switch
    {
        "trace" or "trce" => LogLevel.Trace,
        "debug" or "dbug" => LogLevel.Debug,
        "information" or "info" => LogLevel.Information,
        "warning" or "warn" => LogLevel.Warning,
        "error" or "fail" => LogLevel.Error,
        "critical" or "crit" => LogLevel.Critical,
        _ => null,
    };
}
