using NodaTime;

namespace IopPlatform.Outcomes.Domain;

/// <summary>When follow-ups are due.</summary>
public static class FollowUpDays
{
    /// <summary>Days after discharge on which everybody is followed up.</summary>
    public static readonly IReadOnlyList<int> Standard = [7, 30, 90, 180, 365];

    /// <summary>The time of day, at the site, from which a follow-up is due.</summary>
    private static readonly LocalTime From = new(9, 0);

    public static IReadOnlyList<DateOnly> After(DateOnly dischargedOn) => [.. Standard.Select(dischargedOn.AddDays)];

    /// <summary>
    /// 09:00 in the site's zone, whatever the clocks do until then; at once when the day is today or past at the site.
    /// </summary>
    /// <param name="timeZone">IANA id; UTC is used until the site is known, and corrected by then.</param>
    public static DateTimeOffset DueAt(DateOnly dueOn, string? timeZone, DateTimeOffset now)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone ?? "UTC") ?? DateTimeZone.Utc;
        var today = Instant.FromDateTimeOffset(now).InZone(zone).Date.ToDateOnly();
        return dueOn <= today
            ? now
            : zone.AtLeniently(LocalDate.FromDateOnly(dueOn) + From).ToDateTimeOffset();
    }
}
