using Microsoft.Extensions.Logging;

namespace IopPlatform.AppHost.Local;

/// <summary>Which lines: of one resource or all, of a level and above, with a word in them.</summary>
internal sealed record LogQuery(string Resource, LogLevel Level, string Word)
{
    private const int WordLengthMax = 100;

    public static LogQuery Of(string? resource, string? level, string? word, IEnumerable<string> known) => new(
        known.FirstOrDefault(name => name == resource) ?? "",
        Enum.TryParse<LogLevel>(level, out var parsed) && Enum.IsDefined(parsed) ? parsed : LogLevel.Trace,
        word is { Length: > 0 } ? word.Trim()[..Math.Min(word.Trim().Length, WordLengthMax)] : "");

    /// <summary>The same lines as the terminal's filter shows, all three conditions at once.</summary>
    public bool Shows(LogEntry entry) =>
        new LogFilter(Resource.Length > 0 ? Resource : null, Level, Word.Length > 0 ? Word : null).Shows(entry);

    public string Text => $"resource={Uri.EscapeDataString(Resource)}&level={Level}&word={Uri.EscapeDataString(Word)}";
}

/// <summary>The end of the logs, all resources together in the order of time, and what is added.</summary>
internal static class LogPage
{
    private const int ReadOfEach = 1500;
    private const int LinesShown = 300;
    private static readonly LogLevel[] Levels = [LogLevel.Trace, LogLevel.Information, LogLevel.Warning, LogLevel.Error];

    public static Html Draw(LogQuery query, IReadOnlyList<string> known, string logFolder)
    {
        var lines = known.Where(name => query.Resource.Length == 0 || name == query.Resource)
            .SelectMany(name => LogFiles.Tail(logFolder, name, ReadOfEach))
            .Where(query.Shows)
            .OrderBy(entry => entry.Time)
            .TakeLast(LinesShown)
            .ToList();
        return Html.Of(
            $"""
            <h1>Logs</h1><form class="filter" method="get" action="/logs" role="search">
            <label>Resource<select name="resource"><option value="">all</option>{Html.Join(known.Select(name => Option(name, name, name == query.Resource)))}</select></label>
            <label>Level<select name="level">{Html.Join(Levels.Select(level => Option(level.ToString(), level == LogLevel.Trace ? "all" : $"{level} and above", level == query.Level)))}</select></label>
            <label class="grow">Words<input type="search" name="word" value="{query.Word}" maxlength="100" placeholder="in the message"></label><button class="button main" type="submit">Show</button></form>
            <section class="card">{(lines.Count == 0 ? Html.Of($"<p class=\"empty\">Nothing like this in the end of the logs. New lines appear here.</p>") : Html.Empty)}{Lines(lines, withResource: true)}</section>
            """);
    }

    public static Html Lines(IEnumerable<LogEntry> entries, bool withResource) =>
        Html.Of($"<ol class=\"log{(withResource ? "" : " single")}\" id=\"log\" tabindex=\"0\" aria-label=\"Log lines\">{Html.Join(entries.Select(entry => Line(entry, withResource)))}</ol>");

    public static Html Line(LogEntry entry, bool withResource)
    {
        var (word, kind) = entry.Level switch
        {
            LogLevel.Critical => ("critical", "bad"),
            LogLevel.Error => ("error", "bad"),
            LogLevel.Warning => ("warning", "warn"),
            _ => (entry.Level.ToString().ToLowerInvariant(), "quiet"),
        };
        var more = entry.Exception is { Length: > 0 } exception ? Html.Of($"<details><summary>exception</summary><pre>{exception}</pre></details>") : Html.Empty;
        return Html.Of(
            $"<li class=\"{kind}\"><time>{Words.Clock(entry.Time)}</time>{(withResource ? Html.Of($"<span class=\"who\">{entry.Resource}</span>") : Html.Empty)}<span class=\"level\">{word}</span><span class=\"what\">{entry.Message}{more}</span></li>");
    }

    private static Html Option(string value, string text, bool chosen) =>
        Html.Of($"<option value=\"{value}\"{new Html(chosen ? " selected" : "")}>{text}</option>");
}
