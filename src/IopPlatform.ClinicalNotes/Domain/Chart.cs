using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>An episode as this service knows it: opened by an admission, closed by Intake.</summary>
public sealed record Chart(
    Guid EpisodeId,
    Guid PatientId,
    Guid SiteId,
    string LevelOfCare,
    DateOnly AdmittedOn,
    DateTimeOffset PlacedAt,
    DateOnly? ClosedOn,
    string TimeZone)
{
    public DateOnly Today(DateTimeOffset now) => SiteTime.Day(now, TimeZone);

    /// <summary>Null while the chart is open; otherwise why it takes no further orders.</summary>
    public IResult? ClosedProblem() => ClosedOn is null
        ? null
        : Problems.Rule("episode-closed", "The episode is closed; its chart takes addenda and late notes only.");
}

public static class Charts
{
    /// <summary>Null when there is no such episode, it has not arrived yet, or it is out of the caller's reach.</summary>
    public static Task<Chart?> FindChartAsync(this TenantDatabase db, Guid episodeId, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<Chart>(
            """
            select e.id as episode_id, e.patient_id, e.site_id, e.level_of_care, e.admitted_on, e.placed_at, e.closed_on,
                coalesce(s.time_zone, $2) as time_zone
            from episodes e
            left join sites s on s.organization_id = e.organization_id and s.id = e.site_id
            where e.id = $1 and e.admitted_version is not null
            """,
            [episodeId, SiteTime.UnknownZone],
            cancellationToken);

    /// <summary>The person who writes or signs. The roles of these endpoints are held by people only.</summary>
    public static Guid Clinician(this Caller caller) =>
        caller.StaffId ?? throw new InvalidOperationException("A clinician's token does not name a person.");
}
