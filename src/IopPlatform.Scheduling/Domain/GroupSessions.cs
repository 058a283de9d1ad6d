using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;

namespace IopPlatform.Scheduling.Domain;

/// <summary>
/// Makes the sessions of groups out of their weekly slots, in the site's zone, when somebody first needs the week. Doing it
/// again, or twice at once, makes nothing new: a session is unique by group and planned local start.
/// </summary>
internal static class GroupSessions
{
    /// <summary>All groups that the episode is enrolled in during the week get their sessions of that week.</summary>
    /// <returns>A 409 when a session has no place because its room or facilitator is taken; null when all are there.</returns>
    public static async Task<IResult?> MaterializeAsync(
        TenantDatabase db, EpisodeRecord episode, DateOnly monday, CancellationToken cancellationToken)
    {
        var planned = await PlannedAsync(db, episode.Id, monday, cancellationToken);
        var missing = await MissingAsync(db, planned, monday, cancellationToken);
        if (missing.Count == 0)
        {
            return null;
        }

        await CreateAsync(db, missing, cancellationToken);
        return await MissingAsync(db, missing, monday, cancellationToken) is [var (slot, occurrence), ..]
            ? Problems.Rule(
                "double-booked",
                $"The group {slot.Name} has no place on {SiteClock.Of(slot.TimeZone).Say(occurrence.StartsAt)}: "
                    + "its room or its facilitator is in another session.")
            : null;
    }

    private static async Task<IReadOnlyList<PlannedSession>> PlannedAsync(
        TenantDatabase db, Guid episodeId, DateOnly monday, CancellationToken cancellationToken)
    {
        var slots = await db.QueryAsync<SlotOfGroup>(
            """
            select distinct g.id as group_id, g.site_id, g.name, g.kind, g.room_id, g.facilitator_id, g.starts_on, z.time_zone,
                   s.week_minute, s.minutes, s.clinical_minutes
            from enrollments n
            join groups g on g.organization_id = n.organization_id and g.id = n.group_id
            join sites z on z.organization_id = g.organization_id and z.id = g.site_id
            join group_slots s on s.organization_id = g.organization_id and s.group_id = g.id
            where n.episode_id = $1 and n.from_date <= $3 and (n.until_date is null or n.until_date > $2)
            order by g.id, s.week_minute
            """,
            [episodeId, monday, monday.AddDays(6)],
            cancellationToken);
        return
        [
            .. slots
                .Select(slot => new PlannedSession(slot, slot.Weekly.In(monday, SiteClock.Of(slot.TimeZone))))
                .Where(planned => planned.Occurrence.Date >= planned.Slot.StartsOn),
        ];
    }

    private static async Task<IReadOnlyList<PlannedSession>> MissingAsync(
        TenantDatabase db, IReadOnlyList<PlannedSession> planned, DateOnly monday, CancellationToken cancellationToken)
    {
        if (planned.Count == 0)
        {
            return [];
        }

        var existing = await db.QueryAsync<ExistingSession>(
            "select group_id, local_start from sessions where group_id = any($1) and local_start >= $2 and local_start < $3",
            [
                planned.Select(session => session.Slot.GroupId).Distinct().ToArray(),
                monday.ToDateTime(TimeOnly.MinValue),
                monday.AddDays(7).ToDateTime(TimeOnly.MinValue),
            ],
            cancellationToken);
        var there = existing.ToHashSet();
        return [.. planned.Where(session => !there.Contains(new(session.Slot.GroupId, session.Occurrence.LocalStart)))];
    }

    /// <summary>
    /// In a transaction of its own, before the week is decided on. "On conflict do nothing" covers both the same session made
    /// by somebody else at this moment, and a room or facilitator who is taken; the caller tells them apart by reading again.
    /// </summary>
    private static Task CreateAsync(
        TenantDatabase db, IReadOnlyList<PlannedSession> sessions, CancellationToken cancellationToken)
    {
        var write = db.Write();
        foreach (var (slot, occurrence) in sessions)
        {
            write.Add(
                """
                insert into sessions (organization_id, id, site_id, group_id, kind, staff_id, room_id, local_start,
                                      starts_at, ends_at, clinical_minutes, version)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)
                on conflict do nothing
                """,
                write.Caller.OrganizationId,
                Guid.CreateVersion7(write.Now),
                slot.SiteId,
                slot.GroupId,
                slot.Kind,
                slot.FacilitatorId,
                slot.RoomId,
                occurrence.LocalStart,
                occurrence.StartsAt,
                occurrence.EndsAt,
                occurrence.ClinicalMinutes);
        }

        foreach (var group in sessions.GroupBy(session => session.Slot.GroupId))
        {
            write.Audit("group", group.Key, details: new { sessions = group.Count() });
        }

        return write.CommitAsync(cancellationToken);
    }

    private sealed record SlotOfGroup(
        Guid GroupId,
        Guid SiteId,
        string Name,
        string Kind,
        Guid RoomId,
        Guid FacilitatorId,
        DateOnly StartsOn,
        string TimeZone,
        int WeekMinute,
        int Minutes,
        int ClinicalMinutes)
    {
        public WeeklySlot Weekly => new(WeekMinute, Minutes, ClinicalMinutes);
    }

    private sealed record PlannedSession(SlotOfGroup Slot, Occurrence Occurrence);

    private sealed record ExistingSession(Guid GroupId, DateTime LocalStart);
}
