using System.Globalization;
using NodaTime;

namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>Days and clock times as people at a site read them.</summary>
public static class SiteTime
{
    /// <summary>Stands in until the site's own zone has arrived; texts name the zone, so it shows.</summary>
    public const string UnknownZone = "Etc/UTC";

    public static DateOnly Day(DateTimeOffset at, string timeZone) => DateOnly.FromDateTime(Local(at, timeZone).DateTime);

    /// <summary>For example "Tuesday, November 24, 2026, from 09:00 to 12:00 (America/Denver)".</summary>
    public static string Span(DateTimeOffset from, DateTimeOffset to, string timeZone)
    {
        var (start, end) = (Local(from, timeZone), Local(to, timeZone));
        return string.Create(
            CultureInfo.InvariantCulture, $"{start:dddd, MMMM d, yyyy}, from {start:HH:mm} to {end:HH:mm} ({timeZone})");
    }

    private static DateTimeOffset Local(DateTimeOffset at, string timeZone) =>
        Instant.FromDateTimeOffset(at)
            .InZone(DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) ?? DateTimeZone.Utc)
            .ToDateTimeOffset();
}
