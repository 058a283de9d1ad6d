using System.Globalization;
using NodaTime;

namespace IopPlatform.Scheduling.Domain;

/// <summary>
/// Turns a site's wall-clock times into instants and back, in its IANA zone. Leniently where daylight saving leaves no or two
/// choices: a time that is skipped in spring is moved forward by the length of the gap (02:30 becomes 03:30), and of a time
/// that comes twice in autumn the earlier one is meant. A session keeps its length in real minutes either way.
/// </summary>
public sealed class SiteClock
{
    private readonly DateTimeZone zone;

    private SiteClock(DateTimeZone zone) => this.zone = zone;

    public static bool Knows(string timeZone) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) is not null;

    /// <exception cref="NodaTime.TimeZones.DateTimeZoneNotFoundException">Not an IANA zone.</exception>
    public static SiteClock Of(string timeZone) => new(DateTimeZoneProviders.Tzdb[timeZone]);

    public DateTimeOffset At(DateOnly date, TimeOnly time) =>
        zone.AtLeniently(LocalDate.FromDateOnly(date).At(LocalTime.FromTimeOnly(time))).ToDateTimeOffset();

    /// <summary>The first instant of a day; not always 00:00.</summary>
    public DateTimeOffset StartOf(DateOnly date) => zone.AtStartOfDay(LocalDate.FromDateOnly(date)).ToDateTimeOffset();

    /// <summary>The instants from which (inclusive) to which (exclusive) a week lasts; 167, 168 or 169 hours.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Week(DateOnly monday) => (StartOf(monday), StartOf(monday.AddDays(7)));

    /// <summary>The same instant with the site's offset.</summary>
    public DateTimeOffset Local(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(zone).ToDateTimeOffset();

    public DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(Local(at).DateTime);

    public DateOnly MondayOf(DateTimeOffset at)
    {
        var date = DateOf(at);
        return date.AddDays(-(((int)date.DayOfWeek + 6) % 7));
    }

    /// <summary>For people, for example <c>Tue Mar 10, 08:00 (America/New_York)</c>.</summary>
    public string Say(DateTimeOffset at) =>
        $"{Local(at).ToString("ddd MMM d, HH:mm", CultureInfo.InvariantCulture)} ({zone.Id})";
}
