using NodaTime;

namespace IopPlatform.Notifications.Domain;

/// <summary>A site's local time. Its rules come with the program, not from the machine.</summary>
public sealed class SiteClock
{
    private readonly DateTimeZone zone;

    /// <param name="timeZone">IANA id; UTC is used where it is null or unknown.</param>
    public SiteClock(string? timeZone) =>
        zone = timeZone is null ? DateTimeZone.Utc : DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) ?? DateTimeZone.Utc;

    public LocalDateTime Local(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(zone).LocalDateTime;

    public DateOnly Date(DateTimeOffset at) => Local(at).Date.ToDateOnly();

    /// <summary>What people call the zone at that time, for example MST or MDT.</summary>
    public string Abbreviation(DateTimeOffset at) => zone.GetZoneInterval(Instant.FromDateTimeOffset(at)).Name;
}
