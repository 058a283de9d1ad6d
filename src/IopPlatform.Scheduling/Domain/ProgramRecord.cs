using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Scheduling.Domain;

/// <param name="TracksJson">An array of <see cref="TrackOffered"/>.</param>
public sealed record ProgramRecord(
    Guid Id,
    Guid SiteId,
    string Name,
    string LevelOfCare,
    string AgeGroup,
    int MinimumWeeklyMinutes,
    bool Active,
    long Version,
    string TracksJson)
{
    /// <summary>For a select from <c>programs p</c>.</summary>
    public const string Columns =
        """
        p.id, p.site_id, p.name, p.level_of_care, p.age_group, p.minimum_weekly_minutes, p.active, p.version,
        (select coalesce(json_agg(json_build_object('trackId', t.id, 'name', t.name) order by t.name), '[]')::text
         from tracks t where t.organization_id = p.organization_id and t.program_id = p.id) as tracks_json
        """;

    public IReadOnlyList<TrackOffered> Tracks => Json.Read<TrackOffered[]>(TracksJson);
}

internal static class ProgramWrites
{
    public static WriteBatch PublishProgram(this WriteBatch write, ProgramRecord program, TrackOffered? added = null) =>
        write.Publish(new ProgramChanged
        {
            OrganizationId = write.Caller.OrganizationId,
            Version = program.Version,
            OccurredAt = write.Now,
            ProgramId = program.Id,
            SiteId = program.SiteId,
            Name = program.Name,
            LevelOfCare = program.LevelOfCare,
            AgeGroup = program.AgeGroup,
            MinimumWeeklyMinutes = program.MinimumWeeklyMinutes,
            Active = program.Active,
            Tracks = added is null ? program.Tracks : [.. program.Tracks, added],
        });
}
