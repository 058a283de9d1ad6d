using IopPlatform.Contracts.Outcomes.V1;
using IopPlatform.Notifications.Domain;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using MassTransit;

namespace IopPlatform.Notifications.Features.FollowUps;

/// <summary>
/// Writes to the patient (whose consent is looked at when the message leaves) and to the intake coordinators of the site.
/// </summary>
public sealed class RemindOnFollowUpDue(TenantDatabase db) : IConsumer<FollowUpDue>
{
    public async Task Consume(ConsumeContext<FollowUpDue> context)
    {
        var followUp = context.Message;
        var write = db.Write();
        if (!await IsCompletedAsync(followUp.FollowUpId, context.CancellationToken))
        {
            var coordinators = await db.StaffOnSiteAsync(
                followUp.SiteId, [Roles.IntakeCoordinator], context.CancellationToken);
            foreach (var message in await db.NewAsync(Messages(followUp, coordinators, write.Now), context.CancellationToken))
            {
                write.Queue(message);
            }

            write.Audit("follow-up", followUp.FollowUpId, followUp.PatientId);
        }

        await write.CommitAsync(context.CancellationToken);
    }

    private Task<bool> IsCompletedAsync(Guid id, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<bool>("select exists (select from completed_follow_ups where id = $1)", [id], cancellationToken);

    private static List<Outbound> Messages(FollowUpDue followUp, IReadOnlyList<Guid> coordinators, DateTimeOffset now)
    {
        return
        [
            Message(TemplateNames.FollowUp, "patient") with { PatientId = followUp.PatientId },
            .. coordinators.Select(id => Message(TemplateNames.StaffFollowUp, id.ToString()) with { StaffId = id }),
        ];

        // Without the episode: it has ended long ago, which would stop the message.
        Outbound Message(string template, string to) => Outbound.AtOnce(
            template, $"follow-up/{followUp.FollowUpId}/{to}", followUp.SiteId, followUp.FollowUpId, now);
    }
}
