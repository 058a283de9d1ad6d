using IopPlatform.Outcomes.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Outcomes.Features.Funnel;

/// <param name="From">First day on which the counted referrals were received, at their site.</param>
/// <param name="To">Last such day, inclusive.</param>
public sealed record FunnelDetails(Guid? SiteId, DateOnly From, DateOnly To, IReadOnlyList<FunnelStep> Steps);

/// <param name="Step">received, assessed, determined or admitted.</param>
/// <param name="Count">Referrals of the period that have reached the step by now.</param>
public sealed record FunnelStep(string Step, int Count);

/// <summary>GET /api/outcomes/funnel: of the referrals received in a period, how many have come how far.</summary>
public static class GetFunnel
{
    private const int DaysByDefault = 90;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/funnel", HandleAsync)
        .WithName(nameof(GetFunnel)).WithTags("Funnel")
        .WithSummary("Of the referrals received in a period (the last 90 days by default), how many have come how far.")
        .RequireRoles(Roles.SiteManager, Roles.MedicalDirector, Roles.UtilizationReviewer)
        .Audited("funnel.read")
        .ReadsNoChart("Counts.")
        .Produces<FunnelDetails>().ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid? siteId, DateOnly? from, DateOnly? to, TenantDatabase db, TimeProvider time, CancellationToken cancellationToken)
    {
        var last = to ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var first = from ?? last.AddDays(1 - DaysByDefault);
        if (first > last)
            return Problems.Field("from", "This is after the last day.");
        if (siteId is { } site && await db.TimeZoneAsync(site, cancellationToken) is null)
            return Problems.NotFound("site");

        var counts = await db.QueryAsync<FunnelStep>(
            """
            with cohort as (
                select r.organization_id, r.referral_id
                from referral_steps r
                left join sites s on s.organization_id = r.organization_id and s.id = r.site_id
                where r.step = 'received' and ($1::uuid is null or r.site_id = $1)
                  -- No zone is more than a day away: this lets the index work before the site's day is computed.
                  and r.at >= $2::date - interval '2 days' and r.at < $3::date + interval '3 days'
                  and (r.at at time zone coalesce(s.time_zone, 'UTC'))::date between $2 and $3)
            select step, count(*)::int as count
            from referral_steps join cohort using (organization_id, referral_id)
            group by step
            """,
            [siteId, first, last],
            cancellationToken);
        var byStep = counts.ToDictionary(step => step.Step);
        return TypedResults.Ok(new FunnelDetails(
            siteId,
            first,
            last,
            [.. ReferralStep.All.Select(step => byStep.GetValueOrDefault(step) ?? new FunnelStep(step, 0))]));
    }
}
