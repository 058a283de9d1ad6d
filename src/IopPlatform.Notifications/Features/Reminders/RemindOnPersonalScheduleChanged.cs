using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Notifications.Domain;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Notifications.Features.Reminders;

/// <summary>
/// Plans one reminder for each session of an episode's week, and plans again or takes back when the week changes. The
/// week comes whole, so only its newest version counts.
/// </summary>
public sealed class RemindOnPersonalScheduleChanged(TenantDatabase db) : IConsumer<PersonalScheduleChanged>
{
    public async Task Consume(ConsumeContext<PersonalScheduleChanged> context)
    {
        var schedule = context.Message;
        var seen = await db.QuerySingleAsync<long>(
            "select version from schedules where id = $1", [schedule.ScheduleId], context.CancellationToken);
        var write = db.Write();
        if (seen < schedule.Version)
        {
            var plan = ReminderPlan.Decide(
                schedule,
                await ExistingAsync(schedule, context.CancellationToken),
                await IsClosedAsync(schedule.EpisodeId, context.CancellationToken),
                write.Now);
            Keep(write, schedule, seen);
            Apply(write, schedule, plan);
            write.Audit("schedule", schedule.ScheduleId, schedule.PatientId);
        }

        await write.CommitAsync(context.CancellationToken);
    }

    private Task<IReadOnlyList<ExistingReminder>> ExistingAsync(
        PersonalScheduleChanged schedule, CancellationToken cancellationToken)
    {
        // A session may have come here from another week, with its reminder.
        string[] keys = [.. schedule.Sessions.Select(session => ReminderPlan.Key(session.SessionId, schedule.EpisodeId))];
        return db.QueryAsync<ExistingReminder>(
            """
            select id, dedup_key, source_id, state, tells_at, version from notifications
            where source_id = $1 or dedup_key = any($2)
            """,
            [schedule.ScheduleId, keys],
            cancellationToken);
    }

    private Task<bool> IsClosedAsync(Guid episodeId, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<bool>("select exists (select from closed_episodes where id = $1)", [episodeId], cancellationToken);

    /// <summary>Breaks the change when another version was handled in between; it is then decided anew.</summary>
    private static void Keep(WriteBatch write, PersonalScheduleChanged schedule, long seen) => write.ChangeOne(
        """
        insert into schedules (organization_id, id, episode_id, patient_id, site_id, version) values ($1, $2, $3, $4, $5, $6)
        on conflict (organization_id, id) do update set version = excluded.version where schedules.version = $7
        """,
        schedule.OrganizationId, schedule.ScheduleId, schedule.EpisodeId, schedule.PatientId, schedule.SiteId,
        schedule.Version, seen);

    private static void Apply(WriteBatch write, PersonalScheduleChanged schedule, ReminderPlan plan)
    {
        foreach (var reminder in plan.Retire)
        {
            // The version stays, for the reminder may be on its way out at this moment.
            write.Add("update notifications set dedup_key = dedup_key || '/' || id where id = $1", reminder.Id);
        }

        foreach (var session in plan.Queue)
        {
            write.Queue(Reminder(schedule, session, write.Now));
        }

        foreach (var (reminder, session) in plan.Replan)
        {
            var planned = Reminder(schedule, session, write.Now);
            write
                .ChangeOne(
                    """
                    update notifications
                    set state = 'queued', source_id = $3, tells_at = $4, due_at = $5, expires_at = $6, version = version + 1
                    where id = $1 and version = $2
                    """,
                    reminder.Id, reminder.Version, schedule.ScheduleId, session.StartsAt, planned.DueAt, planned.ExpiresAt)
                .PlanSending(reminder.Id, planned.DueAt);
        }

        write.CancelQueued([.. plan.Cancel.Select(reminder => reminder.Id)]);
    }

    /// <summary>It is of no use once the session has begun.</summary>
    private static Outbound Reminder(PersonalScheduleChanged schedule, ScheduledSession session, DateTimeOffset now) =>
        new(
            TemplateNames.SessionReminder,
            ReminderPlan.Key(session.SessionId, schedule.EpisodeId),
            schedule.SiteId,
            schedule.ScheduleId,
            ReminderPlan.DueAt(session, now),
            session.StartsAt)
        {
            PatientId = schedule.PatientId,
            EpisodeId = schedule.EpisodeId,
            TellsAt = session.StartsAt,
        };
}
