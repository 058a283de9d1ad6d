using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Intake.Domain;

/// <summary>A patient with the day that it is at the site, and the open episode where there is one.</summary>
public sealed record PatientAtSite(Guid Id, Guid SiteId, DateOnly BirthDate, DateOnly Today, Guid? EpisodeId)
{
    /// <summary>Null when the caller cannot reach the patient.</summary>
    public static Task<PatientAtSite?> FindAsync(
        TenantDatabase db, Guid patientId, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<PatientAtSite>(
            """
            select p.id, p.site_id, p.birth_date, ($2::timestamptz at time zone s.time_zone)::date as today, e.id as episode_id
            from patients p
            join sites s on s.organization_id = p.organization_id and s.id = p.site_id
            left join episodes e on e.organization_id = p.organization_id and e.patient_id = p.id and e.closed_on is null
            where p.id = $1
            """,
            [patientId, now],
            cancellationToken);
}
