namespace IopPlatform.Scheduling.Domain;

/// <summary>The days that anything may be planned on; others are slips of the keyboard and break the arithmetic of weeks.</summary>
public static class PlannableDates
{
    public const string Explanation = "The date must lie between 2000 and 2100.";

    /// <summary>Nothing is planned from here on.</summary>
    public static readonly DateTimeOffset End = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static bool Contains(DateOnly date) => date.Year is >= 2000 and < 2100;

    public static bool Contains(DateTimeOffset at) => at.Year is >= 2000 and < 2100;
}
