using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Scheduling.Domain;

/// <summary>One episode's week as it was last told to others.</summary>
public sealed record PersonalSchedule(Guid Id, Guid EpisodeId, DateOnly WeekStartsOn, long Version);

internal static class PersonalSchedules
{
    /// <summary>The weeks of the episodes that begin between <paramref name="from"/> and <paramref name="to"/>, both inclusive.</summary>
    public static Task<IReadOnlyList<PersonalSchedule>> SchedulesAsync(
        this TenantDatabase db,
        IReadOnlyList<Guid> episodeIds,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellationToken) =>
        db.QueryAsync<PersonalSchedule>(
            """
            select id, episode_id, week_starts_on, version from personal_schedules
            where episode_id = any($1) and week_starts_on between $2 and $3
            """,
            [episodeIds, from, to],
            cancellationToken);

    /// <summary>Counts the week's version up and tells others the whole week. The same write must claim the episode.</summary>
    /// <param name="schedule">The week as read before; null when it was never told.</param>
    public static WriteBatch SaveWeek(
        this WriteBatch write,
        EpisodeRecord episode,
        DateOnly monday,
        PersonalSchedule? schedule,
        IReadOnlyList<WeekSession> sessions)
    {
        var id = schedule?.Id ?? Guid.CreateVersion7(write.Now);
        var organization = write.Caller.OrganizationId;
        if (schedule is null)
        {
            write.Add(
                """
                insert into personal_schedules (organization_id, id, episode_id, patient_id, site_id, week_starts_on, version)
                values ($1, $2, $3, $4, $5, $6, 1)
                """,
                organization, id, episode.Id, episode.PatientId, episode.SiteId, monday);
        }
        else
        {
            write.ChangeOne(
                "update personal_schedules set version = version + 1 where id = $1 and version = $2", id, schedule.Version);
        }

        return write.Publish(new PersonalScheduleChanged
        {
            OrganizationId = organization,
            Version = (schedule?.Version ?? 0) + 1,
            OccurredAt = write.Now,
            ScheduleId = id,
            EpisodeId = episode.Id,
            PatientId = episode.PatientId,
            SiteId = episode.SiteId,
            WeekStartsOn = monday,
            TimeZone = episode.TimeZone,
            Sessions = [.. sessions.Select(Told)],
        });
    }

    private static ScheduledSession Told(WeekSession session) => new(
        session.SessionId,
        session.GroupId,
        session.Kind,
        session.StartsAt,
        session.EndsAt,
        session.ClinicalMinutes,
        session.StaffId,
        session.Room,
        session.Canceled);
}
