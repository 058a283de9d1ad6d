using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Scheduling.Domain;

internal static class Bookings
{
    public static WriteBatch Book(this WriteBatch write, EpisodeRecord episode, IReadOnlyList<Guid> sessionIds) =>
        sessionIds.Count == 0 ? write : write.Add(
            """
            insert into bookings (organization_id, session_id, episode_id, patient_id, site_id, version)
            select $1, session_id, $2, $3, $4, 1 from unnest($5::uuid[]) session_id
            on conflict (organization_id, session_id, episode_id)
            do update set canceled_at = null, version = bookings.version + 1
            """,
            write.Caller.OrganizationId, episode.Id, episode.PatientId, episode.SiteId, sessionIds);

    public static WriteBatch Release(this WriteBatch write, EpisodeRecord episode, IReadOnlyList<Guid> sessionIds) =>
        sessionIds.Count == 0 ? write : write.Add(
            """
            update bookings set canceled_at = $3, version = version + 1
            where episode_id = $1 and session_id = any($2) and canceled_at is null
            """,
            episode.Id, sessionIds, write.Now);

    /// <summary>Stale when a session was changed (canceled) since it was read; holds them as they are until the commit.</summary>
    public static WriteBatch RequireUnchanged(this WriteBatch write, IReadOnlyList<WeekSession> sessions) =>
        sessions.Count == 0 ? write : write.Add(
            """
            select iop.must_be_one(case when count(*) = $3 then 1 else 0 end)
            from (
                select from sessions s
                join unnest($1::uuid[], $2::bigint[]) seen (id, version) on seen.id = s.id and seen.version = s.version
                order by s.id for share of s
            ) unchanged
            """,
            sessions.Select(session => session.SessionId).ToArray(),
            sessions.Select(session => session.SessionVersion).ToArray(),
            sessions.Count);
}
