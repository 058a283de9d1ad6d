using System.Globalization;

namespace IopPlatform.Clinical.Program;

/// <summary>
/// Days and weeks as people at a site live them. A week lasts from the first instant of its first day to the first instant
/// of that day a week later: 168 hours, or 167 or 169 where the clocks change in between.
/// </summary>
/// <param name="Zone">The site's zone; the caller loads it, because this library reads no files.</param>
/// <param name="FirstDay">Monday makes ISO 8601 weeks; a provider (or a payer) may define another day.</param>
public sealed record SiteWeeks(TimeZoneInfo Zone, DayOfWeek FirstDay = DayOfWeek.Monday)
{
    /// <summary>UTC offsets lie between -12 and +14 hours, so that a site's midnight is never further from that of UTC.</summary>
    private static readonly TimeSpan beyondAnyOffset = TimeSpan.FromHours(16);

    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

    /// <summary>The first day of the week that a day belongs to; the day itself where it is the first.</summary>
    public DateOnly FirstDayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek - (int)FirstDay + 7) % 7));

    public SiteWeek Of(DateOnly day)
    {
        var first = FirstDayOf(day);
        return new(first, StartOf(first), StartOf(first.AddDays(7)));
    }

    public SiteWeek Of(DateTimeOffset at) => Of(DayOf(at));

    /// <summary>All weeks that hold a day from <paramref name="from"/> to <paramref name="to"/>, both inclusive.</summary>
    public IEnumerable<SiteWeek> Between(DateOnly from, DateOnly to)
    {
        for (var first = FirstDayOf(from); first <= to; first = first.AddDays(7)) yield return Of(first);
    }

    /// <summary>
    /// The first instant of a day: midnight, the earlier of two midnights where the clocks go back over it, and the end of
    /// the gap where they skip it (in Santiago or Beirut, for example).
    /// </summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        // Only UTC is turned into local time: for some zones and years TimeZoneInfo does not know which local times are invalid.
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        var (earlier, later) = (midnight - beyondAnyOffset, midnight + beyondAnyOffset);
        var (offset, newOffset) = (Zone.GetUtcOffset(earlier), Zone.GetUtcOffset(later));
        if (offset == newOffset) return new(day.ToDateTime(TimeOnly.MinValue), offset);

        var change = Change(earlier, later, offset);
        if (midnight - offset < change) return new(day.ToDateTime(TimeOnly.MinValue), offset);
        var start = midnight - newOffset > change ? midnight - newOffset : change;
        return new DateTimeOffset(start).ToOffset(newOffset);
    }

    /// <summary>The first instant without the offset, searched by halves between one that has it and one that has not.</summary>
    private DateTime Change(DateTime earlier, DateTime later, TimeSpan offset)
    {
        while (later.Ticks - earlier.Ticks > 1)
        {
            var middle = earlier + ((later - earlier) / 2);
            if (Zone.GetUtcOffset(middle) == offset) earlier = middle;
            else later = middle;
        }
        return later;
    }
}

/// <summary>One week of a site.</summary>
/// <param name="From">Its first instant, inclusive.</param>
/// <param name="To">The first instant of the next week, exclusive.</param>
public sealed record SiteWeek(DateOnly StartsOn, DateTimeOffset From, DateTimeOffset To)
{
    public DateOnly EndsOn => StartsOn.AddDays(6);

    public bool Contains(DateTimeOffset at) => at >= From && at < To;

    /// <summary>Such as 2026-W10; null for a week that does not begin on a Monday, because ISO 8601 has no name for it.</summary>
    public string? IsoName => StartsOn.DayOfWeek == DayOfWeek.Monday
        ? $"{ISOWeek.GetYear(StartsOn.ToDateTime(default)):0000}-W{ISOWeek.GetWeekOfYear(StartsOn.ToDateTime(default)):00}"
        : null;
}
