using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Scheduling.Domain;

/// <summary>An admitted episode as scheduling sees it.</summary>
/// <param name="ScheduleVersion">What <see cref="EpisodeRecords.Claim"/> compares.</param>
public sealed record EpisodeRecord(
    Guid Id,
    Guid PatientId,
    Guid SiteId,
    Guid ProgramId,
    Guid? TrackId,
    DateOnly? ClosedOn,
    long ScheduleVersion,
    string TimeZone)
{
    public SiteClock Clock => SiteClock.Of(TimeZone);
}

internal static class EpisodeRecords
{
    /// <summary>Those of the episodes that are admitted and within the caller's reach.</summary>
    public static Task<IReadOnlyList<EpisodeRecord>> EpisodesAsync(
        this TenantDatabase db, IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        db.QueryAsync<EpisodeRecord>(
            """
            select e.id, e.patient_id, e.site_id, e.program_id, e.track_id, e.closed_on, e.schedule_version, s.time_zone
            from episodes e
            join sites s on s.organization_id = e.organization_id and s.id = e.site_id
            where e.id = any($1) and e.version > 0
            order by e.id
            """,
            [ids],
            cancellationToken);

    public static async Task<EpisodeRecord?> EpisodeAsync(
        this TenantDatabase db, Guid id, CancellationToken cancellationToken) =>
        (await db.EpisodesAsync([id], cancellationToken)).SingleOrDefault();

    /// <summary>
    /// Makes this the next change of the episode's schedule after the one the decision was made on; otherwise the write is
    /// stale. Comes first in a batch, episodes in the order of their ids, so that changes wait for each other in one order.
    /// </summary>
    public static WriteBatch Claim(this WriteBatch write, EpisodeRecord episode) => write.ChangeOne(
        "update episodes set schedule_version = schedule_version + 1 where id = $1 and schedule_version = $2",
        episode.Id, episode.ScheduleVersion);
}
