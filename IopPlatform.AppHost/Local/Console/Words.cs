using System.Globalization;

namespace IopPlatform.AppHost.Local;

/// <summary>Figures and states as people read them.</summary>
internal static class Words
{
    private const double MebiByte = 1024 * 1024;
    private const double GibiByte = 1024 * MebiByte;

    /// <summary>Shape, word and class of a state: never told by color alone.</summary>
    public static (string Shape, string Word, string Class) Of(ResourceSnapshot resource) => resource.State switch
    {
        ResourceState.Healthy when resource.Health == "Degraded" => ("▲", "Degraded", "warn"),
        ResourceState.Healthy => ("●", resource.ProcessId is null ? "Available" : "Healthy", "good"),
        ResourceState.Completed => ("✓", "Completed", "good"),
        ResourceState.Unhealthy => ("▲", "Unhealthy", "warn"),
        ResourceState.Restarting => ("▲", "Restarting", "warn"),
        ResourceState.Starting => ("◐", "Starting", "busy"),
        ResourceState.Waiting => ("◌", "Waiting", "busy"),
        ResourceState.Stopping => ("◐", "Stopping", "busy"),
        ResourceState.Stopped => ("○", "Stopped", "rest"),
        ResourceState.Failed => ("■", "Failed", "bad"),
        _ => throw new ArgumentOutOfRangeException(nameof(resource)),
    };

    public static Html State(ResourceSnapshot resource)
    {
        var (shape, word, kind) = Of(resource);
        return Html.Of($"<span class=\"state {kind}\"><span aria-hidden=\"true\">{shape}</span> {word}</span>");
    }

    public static string Bytes(double bytes) => bytes >= GibiByte ? Text($"{bytes / GibiByte:0.00} GiB") : Text($"{bytes / MebiByte:0} MiB");

    public static string Percent(double percent) => Text($"{percent:0.#} %");

    public static string Rate(double perSecond) => Text($"{perSecond:0.#}/s");

    public static string Seconds(double seconds) => seconds < 60 ? Text($"{seconds:0.#} s") : Span(TimeSpan.FromSeconds(seconds));

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => Text($"{Math.Max(0, span.TotalSeconds):0} s"),
        { TotalMinutes: < 60 } => Text($"{span.TotalMinutes:0} min"),
        { TotalHours: < 48 } => Text($"{span.TotalHours:0} h"),
        _ => Text($"{span.TotalDays:0} d"),
    };

    public static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
