using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Sites;

/// <summary>Keeps every version of a site: its zone rules its days and weeks, and asOf needs the one that was known then.</summary>
public sealed class KeepSiteOnSiteChanged(TenantDatabase db) : IConsumer<SiteChanged>
{
    public Task Consume(ConsumeContext<SiteChanged> context)
    {
        var site = context.Message;
        var write = db.Write();
        return write
            .Add(
                """
                insert into sites (organization_id, id, version, name, time_zone, recorded_at) values ($1, $2, $3, $4, $5, $6)
                on conflict do nothing
                """,
                site.OrganizationId, site.SiteId, site.Version, site.Name, site.TimeZone, write.Now)
            .Audit("site", site.SiteId)
            .CommitAsync(context.CancellationToken);
    }
}
