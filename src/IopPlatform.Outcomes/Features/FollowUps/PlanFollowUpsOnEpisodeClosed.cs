using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Outcomes.Domain;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Outcomes.Features.FollowUps;

/// <summary>Plans a call 7, 30, 90, 180 and 365 days after discharge; none after a death.</summary>
public sealed class PlanFollowUpsOnEpisodeClosed(TenantDatabase db) : IConsumer<EpisodeClosed>
{
    public async Task Consume(ConsumeContext<EpisodeClosed> context)
    {
        var closed = context.Message;
        var missing = await db.MissingAsync(closed.EpisodeId, Wanted(closed), context.CancellationToken);
        var timeZone = await db.TimeZoneAsync(closed.SiteId, context.CancellationToken);
        var write = db.Write();
        foreach (var followUp in missing)
        {
            write.Plan(followUp, timeZone);
        }

        await write
            .Audit("episode", closed.EpisodeId, closed.PatientId, new { planned = missing.Count })
            .CommitAsync(context.CancellationToken);
    }

    private static IEnumerable<FollowUpWanted> Wanted(EpisodeClosed closed) => closed.Reason == "death"
        ? []
        : FollowUpDays.After(closed.DischargedOn)
            .Select(day => new FollowUpWanted(closed.EpisodeId, closed.PatientId, closed.SiteId, "call", day));
}
