using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Intake.Features.Sites;

/// <summary>Keeps each site's name and zone, at the highest version that has come.</summary>
public sealed class KeepSiteOnSiteChanged(TenantDatabase db) : IConsumer<SiteChanged>
{
    public Task Consume(ConsumeContext<SiteChanged> context)
    {
        var site = context.Message;
        return db.Write()
            // An unknown zone fails here, once, and parks the message instead of failing every later reading of a local day.
            .Add("select now() at time zone $1", site.TimeZone)
            .Add(
                """
                insert into sites as s (organization_id, id, name, time_zone, active, version) values ($1, $2, $3, $4, $5, $6)
                on conflict (organization_id, id) do update
                set name = excluded.name, time_zone = excluded.time_zone, active = excluded.active, version = excluded.version
                where s.version < excluded.version
                """,
                site.OrganizationId, site.SiteId, site.Name, site.TimeZone, site.Active, site.Version)
            .Audit("site", site.SiteId)
            .CommitAsync(context.CancellationToken);
    }
}
