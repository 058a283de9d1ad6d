namespace IopPlatform.Bench;

/// <summary>One result.</summary>
/// <param name="Name">Stable: programs compare runs by it.</param>
/// <param name="Beside">The limit's value, taken in the same run; null where the target is absolute.</param>
/// <param name="Ratio">Value by beside.</param>
/// <param name="Target">In words such as <c>&gt;= 0.15 of beside</c>; null where nothing is promised.</param>
/// <param name="Met">Null without a target.</param>
internal sealed record Figure(
    string Name, double Value, string Unit, double? Beside = null, double? Ratio = null, string? Target = null, bool? Met = null)
{
    public static Figure AtLeast(string name, double value, string unit, double beside, double share) =>
        new(name, Rounded(value), unit, Rounded(beside), Rounded(value / beside), FormattableString.Invariant($">= {share} of beside"), value / beside >= share);

    public static Figure AtMostTimes(string name, double value, string unit, double beside, double times) =>
        new(name, Rounded(value), unit, Rounded(beside), Rounded(value / beside), FormattableString.Invariant($"<= {times} of beside"), value / beside <= times);

    /// <param name="beside">Said for comparison; the target is absolute.</param>
    public static Figure AtMost(string name, double value, string unit, double most, double? beside = null) => new(
        name, Rounded(value), unit, beside is { } other ? Rounded(other) : null, beside is { } limit ? Rounded(value / limit) : null,
        FormattableString.Invariant($"<= {most}"), value <= most);

    public static Figure Plain(string name, double value, string unit) => new(name, Rounded(value), unit);

    /// <summary>Three significant digits are more than the noise leaves.</summary>
    private static double Rounded(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return double.IsFinite(value) ? 0 : -1;
        var digits = Math.Max(0, 3 - (int)Math.Floor(Math.Log10(Math.Abs(value))) - 1);
        return Math.Round(value, Math.Min(digits, 10));
    }
}
