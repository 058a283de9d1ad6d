using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Notifications.Domain;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Notifications.Features.Reminders;

/// <summary>
/// Takes back what is still queued for the episode, and remembers its end for schedules that come late. After a death nothing
/// is sent to the patient any more.
/// </summary>
public sealed class StopRemindersOnEpisodeClosed(TenantDatabase db) : IConsumer<EpisodeClosed>
{
    public async Task Consume(ConsumeContext<EpisodeClosed> context)
    {
        var closed = context.Message;
        var died = closed.Reason == "death";
        var queued = await db.QueryAsync<Guid>(
            "select id from notifications where state = 'queued' and patient_id = $2 and (episode_id = $1 or $3)",
            [closed.EpisodeId, closed.PatientId, died],
            context.CancellationToken);
        await db.Write()
            .Add(
                """
                insert into closed_episodes (organization_id, id, patient_id, site_id, died) values ($1, $2, $3, $4, $5)
                on conflict (organization_id, id) do update set died = closed_episodes.died or excluded.died
                """,
                closed.OrganizationId, closed.EpisodeId, closed.PatientId, closed.SiteId, died)
            .CancelQueued(queued)
            .Audit("episode", closed.EpisodeId, closed.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
