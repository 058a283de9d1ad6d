using System.Globalization;

namespace IopPlatform.AppHost.Local;

/// <summary>A measure over the last minutes as a small picture with its newest value in words.</summary>
internal static class ChartPicture
{
    private static readonly TimeSpan Shown = TimeSpan.FromMinutes(5);

    public static Html Card(string title, string unit, Series? series, Func<double, string> words, DateTimeOffset now)
    {
        var points = Recent(series, now);
        var highest = points.Count > 0 ? points.Max(point => point.Value) : 0;
        return Html.Of(
            $"""
            <h3>{title}</h3><p class="figure">{(points.Count > 0 ? words(points[^1].Value) : "not known")}</p>{Line(points, now, 180, 44, highest)}<p class="under">{(points.Count > 0 ? $"highest {words(highest)}" : unit)}, 5 min</p>
            """);
    }

    public static Html Spark(Series? series, DateTimeOffset now)
    {
        var points = Recent(series, now);
        return points.Count < 2 ? Html.Empty : Line(points, now, 64, 18, points.Max(point => point.Value));
    }

    /// <summary>The time axis is real: where nothing was measured there is a gap in the steps, not in the time.</summary>
    private static Html Line(List<Series.Point> points, DateTimeOffset now, int width, int height, double highest)
    {
        var line = string.Join(' ', points.Select(point => string.Create(
            CultureInfo.InvariantCulture,
            $"{width * (1 - ((now - point.At) / Shown)):0.#},{(highest > 0 ? (height - 2) - ((height - 4) * point.Value / highest) : height - 2):0.#}")));
        var area = points.Count == 0 ? Html.Empty : Html.Of(
            $"<polygon points=\"{First(line)},{height} {line} {Last(line)},{height}\"/><polyline points=\"{line}\"/>");
        return Html.Of(
            $"<svg class=\"chart\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><line x1=\"0\" x2=\"{width}\" y1=\"{height - 1}\" y2=\"{height - 1}\"/>{area}</svg>");
    }

    private static string First(string line) => line[..line.IndexOf(',', StringComparison.Ordinal)];

    private static string Last(string line) => line[(line.LastIndexOf(' ') + 1)..line.LastIndexOf(',')];

    private static List<Series.Point> Recent(Series? series, DateTimeOffset now) =>
        [.. (series?.Points() ?? []).Where(point => now - point.At < Shown)];
}
