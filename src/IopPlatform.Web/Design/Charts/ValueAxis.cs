namespace IopPlatform.Web.Design;

/// <summary>From the instrument's least to its highest score, always whole: a cut axis makes small changes look large.</summary>
/// <param name="Height">Of the picture, in pixels.</param>
public sealed record ValueAxis(int Min, int Max, double Height)
{
    /// <summary>The highest score is on top (0), whichever direction is better.</summary>
    public double PixelsOf(double value) =>
        Max <= Min ? Height : Height * (Max - Math.Clamp(value, Min, Max)) / (Max - Min);

    /// <summary>The wanted values that stand at least so many pixels apart; both ends always stay.</summary>
    public IReadOnlyList<int> Ticks(IEnumerable<int> wanted, double apart)
    {
        List<int> ticks = [Min];
        foreach (var value in wanted.Where(value => value > Min && value < Max).Distinct().Order())
        {
            if (PixelsOf(ticks[^1]) - PixelsOf(value) >= apart && PixelsOf(value) >= apart) ticks.Add(value);
        }

        if (Max > Min) ticks.Add(Max);
        return ticks;
    }
}
