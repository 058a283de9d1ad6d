using IopPlatform.Contracts.Scheduling.V1;

namespace IopPlatform.Notifications.Features.Reminders;

/// <summary>A reminder that exists already. Its source is the weekly schedule that planned it last.</summary>
public sealed record ExistingReminder(
    Guid Id, string DedupKey, Guid SourceId, string State, DateTimeOffset? TellsAt, long Version);

/// <summary>What a new version of a weekly schedule means for the reminders.</summary>
/// <param name="Queue">Sessions that get a reminder of their own.</param>
/// <param name="Replan">Reminders that have not left yet and now belong to another time.</param>
/// <param name="Retire">Reminders that have left and told another time: they make room for a new one.</param>
/// <param name="Cancel">Reminders of sessions that are off.</param>
public sealed record ReminderPlan(
    IReadOnlyList<ScheduledSession> Queue,
    IReadOnlyList<(ExistingReminder Reminder, ScheduledSession Session)> Replan,
    IReadOnlyList<ExistingReminder> Retire,
    IReadOnlyList<ExistingReminder> Cancel)
{
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(24);

    /// <summary>One reminder per session and episode.</summary>
    public static string Key(Guid sessionId, Guid episodeId) => $"reminder/{sessionId}/{episodeId}";

    /// <summary>A day ahead, or at once when the start is nearer.</summary>
    public static DateTimeOffset DueAt(ScheduledSession session, DateTimeOffset now) =>
        session.StartsAt - Ahead > now ? session.StartsAt - Ahead : now;

    /// <param name="closed">Whether the episode has ended: then nothing is planned any more.</param>
    public static ReminderPlan Decide(
        PersonalScheduleChanged schedule, IReadOnlyList<ExistingReminder> existing, bool closed, DateTimeOffset now)
    {
        var byKey = existing.ToDictionary(reminder => reminder.DedupKey);
        List<ScheduledSession> queue = [];
        List<(ExistingReminder, ScheduledSession)> replan = [];
        List<ExistingReminder> retire = [];
        HashSet<string> wanted = [];
        foreach (var session in schedule.Sessions.Where(session => !closed && !session.Canceled && session.StartsAt > now))
        {
            var key = Key(session.SessionId, schedule.EpisodeId);
            if (!wanted.Add(key))
                continue;
            if (byKey.GetValueOrDefault(key) is not { } reminder)
                queue.Add(session);
            else if (reminder.State is "queued" or "canceled")
                ReplanUnlessSame(reminder, session);
            else if (reminder.TellsAt != session.StartsAt)
            {
                retire.Add(reminder);
                queue.Add(session);
            }
        }

        return new ReminderPlan(
            queue,
            replan,
            retire,
            [.. existing.Where(reminder => reminder.State == "queued"
                && reminder.SourceId == schedule.ScheduleId && !wanted.Contains(reminder.DedupKey))]);

        void ReplanUnlessSame(ExistingReminder reminder, ScheduledSession session)
        {
            if (reminder.State == "canceled" || reminder.TellsAt != session.StartsAt
                || reminder.SourceId != schedule.ScheduleId)
                replan.Add((reminder, session));
        }
    }
}
