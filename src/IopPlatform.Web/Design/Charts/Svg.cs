using System.Globalization;

namespace IopPlatform.Web.Design;

/// <summary>
/// Writes numbers as SVG wants them. The pictures have no viewBox: x runs in percent of whatever width there is, y in pixels,
/// so that text and dots keep their size from 360 to 2560 px without a script that measures.
/// </summary>
public static class Svg
{
    public static string Percent(double value) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value, 2):0.##}%");

    public static string Pixels(double value) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(value, 1):0.#}");

    /// <summary>Keeps a text at the edge inside of the picture.</summary>
    /// <param name="percent">Where the text is put.</param>
    public static string Anchor(double percent) => percent switch
    {
        < 8 => "start",
        > 92 => "end",
        _ => "middle",
    };
}
