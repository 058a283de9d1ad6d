using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Scheduling.Domain;

/// <summary>What a request names must be within the caller's reach; row-level security hides the rest.</summary>
internal static class Reach
{
    /// <summary>The site's clock, or null when there is no such site for the caller.</summary>
    public static async Task<SiteClock?> SiteClockAsync(
        this TenantDatabase db, Guid siteId, CancellationToken cancellationToken)
    {
        var zones = await db.QueryAsync<string>("select time_zone from sites where id = $1", [siteId], cancellationToken);
        return zones is [var zone] ? SiteClock.Of(zone) : null;
    }

    public static async Task<bool> SiteIsReachableAsync(
        this TenantDatabase db, Guid siteId, CancellationToken cancellationToken) =>
        await db.SiteClockAsync(siteId, cancellationToken) is not null;
}
