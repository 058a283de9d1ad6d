using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Scheduling.Domain;

/// <summary>A session that an episode is booked into, was booked into, or may be booked into by an enrollment.</summary>
/// <param name="SessionVersion">As read; a booking is only written while the session is still the same.</param>
/// <param name="Enrolled">An enrollment holds on the session's day, and the episode was admitted by then.</param>
/// <param name="Attended">Attendance of whatever kind was recorded.</param>
/// <param name="Status">What was recorded; null while nothing is.</param>
public sealed record WeekSession(
    Guid EpisodeId,
    Guid SessionId,
    Guid? GroupId,
    string? GroupName,
    string Kind,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    int ClinicalMinutes,
    Guid? StaffId,
    string? StaffName,
    string? Room,
    bool Canceled,
    long SessionVersion,
    bool Booked,
    bool Enrolled,
    bool Attended,
    string? Status = null,
    int? AttendedMinutes = null);

internal static class WeekSessions
{
    /// <summary>
    /// The sessions of the episodes that start from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive).
    /// </summary>
    public static Task<IReadOnlyList<WeekSession>> WeekSessionsAsync(
        this TenantDatabase db,
        IReadOnlyList<Guid> episodeIds,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken) =>
        db.QueryAsync<WeekSession>(
            """
            with enrolled as (
                select n.organization_id, n.episode_id, s.id as session_id
                from enrollments n
                join episodes e on e.organization_id = n.organization_id and e.id = n.episode_id
                join sessions s on s.organization_id = n.organization_id and s.group_id = n.group_id
                    and s.local_start >= n.from_date and s.local_start >= e.admitted_on
                    and (n.until_date is null or s.local_start < n.until_date)
                where n.episode_id = any($1) and s.starts_at >= $2 and s.starts_at < $3
            ),
            candidates as (
                select organization_id, episode_id, session_id from bookings where episode_id = any($1)
                union
                select organization_id, episode_id, session_id from enrolled
            )
            select c.episode_id, s.id as session_id, s.group_id, g.name as group_name, s.kind, s.starts_at, s.ends_at,
                   s.clinical_minutes, s.staff_id, f.display_name as staff_name, r.name as room,
                   s.canceled_at is not null as canceled, s.version as session_version,
                   b.session_id is not null and b.canceled_at is null as booked,
                   exists (select from enrolled n where n.episode_id = c.episode_id and n.session_id = s.id) as enrolled,
                   a.session_id is not null as attended, a.status, a.attended_minutes
            from candidates c
            join sessions s on s.organization_id = c.organization_id and s.id = c.session_id
            left join bookings b
                on b.organization_id = c.organization_id and b.session_id = s.id and b.episode_id = c.episode_id
            left join attendance a
                on a.organization_id = c.organization_id and a.session_id = s.id and a.episode_id = c.episode_id
            left join groups g on g.organization_id = s.organization_id and g.id = s.group_id
            left join staff f on f.organization_id = s.organization_id and f.id = s.staff_id
            left join rooms r on r.organization_id = s.organization_id and r.id = s.room_id
            where s.starts_at >= $2 and s.starts_at < $3
            order by c.episode_id, s.starts_at, s.id
            """,
            [episodeIds, from, to],
            cancellationToken);
}
