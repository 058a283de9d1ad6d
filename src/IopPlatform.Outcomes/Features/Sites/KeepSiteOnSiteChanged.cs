using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Outcomes.Domain;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Outcomes.Features.Sites;

/// <summary>
/// Keeps a site's zone. When it is new here or has changed, the planned follow-ups of the site get their hour anew.
/// </summary>
public sealed class KeepSiteOnSiteChanged(TenantDatabase db) : IConsumer<SiteChanged>
{
    public async Task Consume(ConsumeContext<SiteChanged> context)
    {
        var site = context.Message;
        var known = await db.QuerySingleAsync<KnownSite>(
            "select time_zone, version from sites where id = $1", [site.SiteId], context.CancellationToken);
        var write = db.Write();
        if (known is null || known.Version < site.Version)
        {
            write.ChangeOne(
                """
                insert into sites (organization_id, id, time_zone, version) values ($1, $2, $3, $4)
                on conflict (organization_id, id) do update set time_zone = excluded.time_zone, version = excluded.version
                where sites.version = $5
                """,
                site.OrganizationId, site.SiteId, site.TimeZone, site.Version, known?.Version ?? 0);
            if (known?.TimeZone != site.TimeZone)
            {
                await PlanAnewAsync(write, site, context.CancellationToken);
            }
        }

        await write.CommitAsync(context.CancellationToken);
    }

    private async Task PlanAnewAsync(WriteBatch write, SiteChanged site, CancellationToken cancellationToken)
    {
        var planned = await db.QueryAsync<PlannedFollowUp>(
            "select id, episode_id, patient_id, kind, due_on from follow_ups where site_id = $1 and state = 'planned'",
            [site.SiteId],
            cancellationToken);
        foreach (var one in planned)
        {
            write.PlanDue(
                one.Id, new FollowUpWanted(one.EpisodeId, one.PatientId, site.SiteId, one.Kind, one.DueOn), site.TimeZone);
        }
    }

    private sealed record KnownSite(string TimeZone, long Version);

    private sealed record PlannedFollowUp(Guid Id, Guid EpisodeId, Guid PatientId, string Kind, DateOnly DueOn);
}
