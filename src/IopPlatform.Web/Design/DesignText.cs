using System.Globalization;
using System.Resources;

namespace IopPlatform.Web.Design;

/// <summary>
/// The fixed words of the components, in the language of <see cref="CultureInfo.CurrentUICulture"/>. Dates and numbers are put
/// together here, because the platform runs without ICU; hours and scores keep the decimal point, as Spanish in the US does.
/// </summary>
public static class DesignText
{
    private static readonly ResourceManager Words = new(typeof(DesignText));

    /// <summary>Throws for a key that nobody has written, so that a hole shows in the first test and not on a page.</summary>
    public static string Get(string key) =>
        Words.GetString(key, CultureInfo.CurrentUICulture) ?? throw new ArgumentException($"No text '{key}'.", nameof(key));

    public static string Get(string key, params object[] values) =>
        string.Format(CultureInfo.InvariantCulture, Get(key), values);

    /// <summary>"Nov 2", "2 nov".</summary>
    public static string MonthDay(DateOnly day) => Get("ShortDay", day.Day, Month(day));

    /// <summary>"Nov 2, 2026", "2 nov 2026".</summary>
    public static string FullDay(DateOnly day) => Get("LongDay", day.Day, Month(day), day.Year);

    /// <summary>"Nov 2026", "nov 2026".</summary>
    public static string MonthYear(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{Month(day)} {day.Year}");

    /// <summary>With the year only where it differs from today's.</summary>
    public static string Day(DateOnly day, DateOnly today) => day.Year == today.Year ? MonthDay(day) : FullDay(day);

    /// <summary>Signed, with a true minus sign: "−7", "+3", "±0".</summary>
    public static string WithSign(int change) => change switch
    {
        > 0 => string.Create(CultureInfo.InvariantCulture, $"+{change}"),
        < 0 => string.Create(CultureInfo.InvariantCulture, $"−{-change}"),
        _ => "±0",
    };

    /// <summary>Hours with at most one decimal, rounded down: nobody is shown an hour that was not there.</summary>
    public static string Hours(int minutes) =>
        (Math.Floor(minutes / 6m) / 10m).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>What is missing, rounded up for the same reason.</summary>
    public static string HoursMissing(int minutes) =>
        (Math.Ceiling(minutes / 6m) / 10m).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Month(DateOnly day) => Get("Months").Split('|')[day.Month - 1];
}
