using NodaTime;
using NodaTime.Extensions;

namespace IopPlatform.ProgramState.Domain;

/// <summary>Days and weeks as people at a site live them, across daylight-saving changes. Weeks begin on Monday.</summary>
public sealed class SiteCalendar
{
    /// <summary>Stands in until the site's own zone has arrived; answers name the zone, so it shows.</summary>
    public const string UnknownZone = "Etc/UTC";

    private readonly DateTimeZone zone;

    public SiteCalendar(string? timeZone)
    {
        zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone ?? UnknownZone) ?? DateTimeZone.Utc;
        TimeZone = zone.Id;
    }

    public string TimeZone { get; }

    public DateOnly Day(DateTimeOffset at) => at.ToInstant().InZone(zone).Date.ToDateOnly();

    /// <summary>The first instant of the day, in UTC; not midnight where the clocks skip midnight.</summary>
    public DateTimeOffset StartOf(DateOnly day) => zone.AtStartOfDay(day.ToLocalDate()).ToInstant().ToDateTimeOffset();

    public static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
