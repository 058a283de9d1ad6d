using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using MassTransit;

namespace IopPlatform.Scheduling.Features.Episodes;

/// <summary>
/// Frees what a closed episode held: its seats in groups, and its bookings of sessions that begin after the closure and have
/// no attendance. Its schedules are told again without them. An episode that was not heard of yet is kept as closed.
/// </summary>
public sealed class ReleaseSeatsOnEpisodeClosed(TenantDatabase db) : IConsumer<EpisodeClosed>
{
    public Task Consume(ConsumeContext<EpisodeClosed> context) => Contention.RepeatAsync(
        async () =>
        {
            await ReleaseAsync(context.Message, context.CancellationToken);
            return true;
        },
        context.CancellationToken);

    private async Task ReleaseAsync(EpisodeClosed closed, CancellationToken cancellationToken)
    {
        var known = (await db.QueryAsync<KnownEpisode>(
            "select schedule_version, closed_version from episodes where id = $1", [closed.EpisodeId], cancellationToken))
            .SingleOrDefault();
        if (known is not null && known.ClosedVersion >= closed.Version)
        {
            await db.Write().CommitAsync(cancellationToken);
            return;
        }

        var write = db.Write();
        if (known is null)
        {
            // Without "on conflict": when the admission comes in at this moment, everything is read again.
            write.Add(
                """
                insert into episodes (organization_id, id, patient_id, site_id, version, closed_on, closed_version,
                                      schedule_version)
                values ($1, $2, $3, $4, 0, $5, $6, 0)
                """,
                closed.OrganizationId, closed.EpisodeId, closed.PatientId, closed.SiteId, closed.DischargedOn, closed.Version);
        }
        else
        {
            write.ChangeOne(
                """
                update episodes set closed_on = $3, closed_version = $4, schedule_version = schedule_version + 1
                where id = $1 and schedule_version = $2
                """,
                closed.EpisodeId, known.ScheduleVersion, closed.DischargedOn, closed.Version);
            await ReleaseAsync(write, closed, cancellationToken);
        }

        await write.Audit("episode", closed.EpisodeId, closed.PatientId).CommitAsync(cancellationToken);
    }

    private async Task ReleaseAsync(WriteBatch write, EpisodeClosed closed, CancellationToken cancellationToken)
    {
        var seats = await db.QueryAsync<GroupSeats>(
            $"""
            select {GroupSeats.Columns}
            from enrollments n join groups g on g.organization_id = n.organization_id and g.id = n.group_id
            where n.episode_id = $1 and n.until_date is null
            order by g.id
            """,
            [closed.EpisodeId],
            cancellationToken);
        foreach (var group in seats)
        {
            write.ChangeSeats(group, -1);
        }

        write.Add(
            """
            update enrollments set until_date = greatest(from_date, $2), version = version + 1
            where episode_id = $1 and until_date is null
            """,
            closed.EpisodeId, closed.DischargedOn);
        if (await db.EpisodeAsync(closed.EpisodeId, cancellationToken) is { } episode)
        {
            var released = await db.ReleasableAsync(episode, closed.OccurredAt, _ => true, cancellationToken);
            var schedules = await db.SchedulesAsync(
                [episode.Id], episode.Clock.MondayOf(closed.OccurredAt), DateOnly.MaxValue, cancellationToken);
            write.Release(episode, released, schedules);
        }
    }

    private sealed record KnownEpisode(long ScheduleVersion, long ClosedVersion);
}
