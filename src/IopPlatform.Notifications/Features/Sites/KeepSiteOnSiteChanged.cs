using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Notifications.Features.Sites;

/// <summary>Keeps a site's zone, in which messages tell times, and its number to call.</summary>
public sealed class KeepSiteOnSiteChanged(TenantDatabase db) : IConsumer<SiteChanged>
{
    public Task Consume(ConsumeContext<SiteChanged> context)
    {
        var site = context.Message;
        return db.Write()
            .Add(
                """
                insert into sites (organization_id, id, time_zone, phone, version) values ($1, $2, $3, $4, $5)
                on conflict (organization_id, id) do update
                set time_zone = excluded.time_zone, phone = excluded.phone, version = excluded.version
                where sites.version < excluded.version
                """,
                site.OrganizationId, site.SiteId, site.TimeZone, site.Phone, site.Version)
            .CommitAsync(context.CancellationToken);
    }
}
