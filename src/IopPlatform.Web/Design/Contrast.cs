using System.Globalization;

namespace IopPlatform.Web.Design;

/// <summary>Contrast as WCAG 2.2 defines it.</summary>
public static class Contrast
{
    /// <summary>Least ratio of text (level AA, any size; we make no use of the relief for large text).</summary>
    public const double Text = 4.5;

    /// <summary>Least ratio of shapes and of the borders of controls (success criterion 1.4.11).</summary>
    public const double Shape = 3;

    /// <summary>Between 1 and 21, whatever the order of the two.</summary>
    /// <param name="first">As "#rrggbb".</param>
    /// <param name="second">As "#rrggbb".</param>
    public static double Ratio(string first, string second)
    {
        var (one, other) = (Luminance(first), Luminance(second));
        return (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);
    }

    private static double Luminance(string color) =>
        (0.2126 * Channel(color, 1)) + (0.7152 * Channel(color, 3)) + (0.0722 * Channel(color, 5));

    private static double Channel(string color, int at)
    {
        var share = int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }
}
