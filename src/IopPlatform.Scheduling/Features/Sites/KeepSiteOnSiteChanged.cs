using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using MassTransit;

namespace IopPlatform.Scheduling.Features.Sites;

/// <summary>Keeps each site's zone, which all local times are computed in.</summary>
public sealed class KeepSiteOnSiteChanged(TenantDatabase db) : IConsumer<SiteChanged>
{
    public Task Consume(ConsumeContext<SiteChanged> context)
    {
        var site = context.Message;
        if (!SiteClock.Knows(site.TimeZone))
        {
            // Parked rather than kept: with an unknown zone every later computation for the site would fail.
            throw new InvalidOperationException($"Site {site.SiteId} came with a zone that is not an IANA zone.");
        }

        return db.Write()
            .Add(
                """
                insert into sites (organization_id, id, name, time_zone, active, version) values ($1, $2, $3, $4, $5, $6)
                on conflict (organization_id, id) do update
                set name = excluded.name, time_zone = excluded.time_zone, active = excluded.active, version = excluded.version
                where sites.version < excluded.version
                """,
                site.OrganizationId, site.SiteId, site.Name, site.TimeZone, site.Active, site.Version)
            .Audit("site", site.SiteId)
            .CommitAsync(context.CancellationToken);
    }
}
