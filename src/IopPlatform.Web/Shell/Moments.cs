using System.Globalization;
using Microsoft.Extensions.Localization;

namespace IopPlatform.Web.Shell;

/// <summary>
/// Dates and times as people read them, in a site's zone and the page's language. Their words come from the resource files, so that
/// they are the same on every machine, whatever locales it has.
/// </summary>
public sealed class Moments(IStringLocalizer<Words> words, TimeProvider time)
{
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    private static readonly string[] LongDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    private static bool IsEnglish => CultureInfo.CurrentUICulture.Name != "es";

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The day that it is at a site.</summary>
    public DateOnly Today(string zone) => DateOnly.FromDateTime(At(Now, zone).DateTime);

    public static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    public static DateTimeOffset At(DateTimeOffset moment, string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? TimeZoneInfo.ConvertTime(moment, known) : moment;

    /// <summary><c>Nov 2</c>, <c>2 nov</c>.</summary>
    public string Day(DateOnly day) => IsEnglish
        ? $"{Months[day.Month - 1]} {Number(day.Day)}"
        : $"{Number(day.Day)} {words[Months[day.Month - 1]]}";

    public string DayOfWeek(DateOnly day) => words[Days[(int)day.DayOfWeek]];

    public string LongDay(DateOnly day) => $"{words[LongDays[(int)day.DayOfWeek]]}, {Day(day)}";

    /// <summary><c>1:00 PM</c> in English, <c>13:00</c> otherwise.</summary>
    public string Time(DateTimeOffset moment, string zone) =>
        At(moment, zone).ToString(IsEnglish ? "h:mm tt" : "H:mm", CultureInfo.InvariantCulture);

    /// <summary>With the day in front when it is not today.</summary>
    public string DayAndTime(DateTimeOffset moment, string zone)
    {
        var day = DateOnly.FromDateTime(At(moment, zone).DateTime);
        return day == Today(zone) ? Time(moment, zone) : $"{DayOfWeek(day)} {Day(day)}, {Time(moment, zone)}";
    }

    public string Span(DateTimeOffset from, DateTimeOffset to, string zone) => $"{Time(from, zone)}–{Time(to, zone)}";

    /// <summary>How long ago, in the largest whole unit: <c>26 h</c>, <c>3 d</c>.</summary>
    public string Ago(DateTimeOffset moment)
    {
        var ago = Now - moment;
        return ago switch
        {
            { TotalMinutes: < 60 } => $"{Number((int)Math.Max(0, ago.TotalMinutes))} min",
            { TotalHours: < 48 } => $"{Number((int)ago.TotalHours)} h",
            _ => $"{Number((int)ago.TotalDays)} d",
        };
    }

    /// <summary>Whole years between birth and today.</summary>
    public static int Age(DateOnly born, DateOnly today) =>
        today.Year - born.Year - (today < born.AddYears(today.Year - born.Year) ? 1 : 0);

    /// <summary>Minutes as hours with at most one decimal: <c>6.5</c>.</summary>
    public static string Hours(int minutes) => (minutes / 60.0).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
