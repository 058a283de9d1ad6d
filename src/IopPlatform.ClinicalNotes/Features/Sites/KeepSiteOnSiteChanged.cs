using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.ClinicalNotes.Features.Sites;

/// <summary>Keeps each site's time zone: days and clock times in the record are the site's.</summary>
public sealed class KeepSiteOnSiteChanged(TenantDatabase db) : IConsumer<SiteChanged>
{
    public Task Consume(ConsumeContext<SiteChanged> context)
    {
        var site = context.Message;
        return db.Write()
            .Add(
                """
                insert into sites (organization_id, id, name, time_zone, version) values ($1, $2, $3, $4, $5)
                on conflict (organization_id, id) do update
                set name = excluded.name, time_zone = excluded.time_zone, version = excluded.version
                where sites.version < excluded.version
                """,
                site.OrganizationId, site.SiteId, site.Name, site.TimeZone, site.Version)
            .Audit("site", site.SiteId)
            .CommitAsync(context.CancellationToken);
    }
}
