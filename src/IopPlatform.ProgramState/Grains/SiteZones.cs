using System.Collections.Concurrent;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ProgramState.Grains;

/// <summary>The zones of sites. A zone that is known is kept for a minute: zones change once in years.</summary>
internal sealed class SiteZones(TenantDatabases databases, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Guid Organization, Guid Site), Kept> known = new();

    /// <summary>The calendar of the episode's site; until the site is known, of the zone that its schedules name.</summary>
    public async Task<SiteCalendar> CalendarAsync(Guid organizationId, EpisodeFacts facts, CancellationToken cancellationToken)
    {
        var key = (organizationId, facts.SiteId);
        if (known.TryGetValue(key, out var kept) && time.GetElapsedTime(kept.Since) < KeptFor) return kept.Calendar;

        var database = databases.For(Caller.Service(organizationId, "program-state"), "site.read");
        var site = await ReadAsync(database, facts.SiteId, null, cancellationToken);
        if (site is null) return new SiteCalendar(facts.ScheduleTimeZone);

        var calendar = new SiteCalendar(site.TimeZone);
        known[key] = new(calendar, time.GetTimestamp());
        return calendar;
    }

    /// <summary>The site as it was recorded by <paramref name="asOf"/> (null: now), within the caller's reach; null when it was not.</summary>
    public static async Task<SiteName?> ReadAsync(
        TenantDatabase database, Guid siteId, DateTimeOffset? asOf, CancellationToken cancellationToken) =>
        await database.QuerySingleAsync<SiteName>(
            """
            select id as site_id, name, time_zone from sites
            where id = $1 and ($2::timestamptz is null or recorded_at <= $2) order by version desc limit 1
            """,
            [siteId, asOf],
            cancellationToken);

    private sealed record Kept(SiteCalendar Calendar, long Since);
}
