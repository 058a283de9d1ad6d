using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Notifications.Domain;

/// <summary>Who works at a site.</summary>
public static class StaffOnSite
{
    /// <summary>Ids of the active staff who reach the site and hold one of the roles.</summary>
    public static Task<IReadOnlyList<Guid>> StaffOnSiteAsync(
        this TenantDatabase db, Guid siteId, IReadOnlyList<string> roles, CancellationToken cancellationToken) =>
        db.QueryAsync<Guid>(
            """
            select id from staff
            where active and roles && $1 and (site_ids = '{}' or $2 = any(site_ids))
            order by id
            """,
            [roles, siteId],
            cancellationToken);
}
