using System.Globalization;

namespace IopPlatform.Scheduling.Domain;

/// <summary>A weekly time of a group in the site's local time; it never crosses midnight.</summary>
/// <param name="WeekMinute">Minutes from Monday 00:00 to the start.</param>
/// <param name="ClinicalMinutes">What of it counts towards the weekly dose.</param>
public sealed record WeeklySlot(int WeekMinute, int Minutes, int ClinicalMinutes)
{
    public const int MinutesOfDay = 24 * 60;

    private static readonly string[] Days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    public string DayOfWeek => Days[WeekMinute / MinutesOfDay];

    public TimeOnly StartsAt => TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(WeekMinute % MinutesOfDay));

    public static bool IsDay(string? day) => Array.IndexOf(Days, day) >= 0;

    /// <summary>True for a time such as <c>09:00</c>.</summary>
    public static bool TryParseTime(string? text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    public static int MinuteOfWeek(string day, TimeOnly time) =>
        (Array.IndexOf(Days, day) * MinutesOfDay) + (time.Hour * 60) + time.Minute;

    /// <summary>The slot in the week that begins with <paramref name="monday"/>.</summary>
    public Occurrence In(DateOnly monday, SiteClock clock)
    {
        var date = monday.AddDays(WeekMinute / MinutesOfDay);
        var starts = clock.At(date, StartsAt);
        return new Occurrence(date, date.ToDateTime(StartsAt), starts, starts.AddMinutes(Minutes), ClinicalMinutes);
    }

    /// <summary>The occurrence, from <paramref name="startsOn"/> on, that overlaps the time; null when there is none.</summary>
    public Occurrence? Meeting(DateTimeOffset from, DateTimeOffset to, DateOnly startsOn, SiteClock clock) =>
        new[] { clock.MondayOf(from), clock.MondayOf(to) }
            .Distinct()
            .Select(monday => In(monday, clock))
            .FirstOrDefault(occurrence => occurrence.Date >= startsOn && occurrence.StartsAt < to && from < occurrence.EndsAt);
}

/// <param name="LocalStart">The planned wall-clock time; it identifies the session in its group.</param>
/// <param name="StartsAt">The instant it stands for.</param>
public sealed record Occurrence(
    DateOnly Date, DateTime LocalStart, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int ClinicalMinutes);
