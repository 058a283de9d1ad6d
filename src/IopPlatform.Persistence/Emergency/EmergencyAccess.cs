using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Persistence.Emergency;

/// <summary>A staff member's reach, in an emergency, to one patient beyond their sites (docs/decisions/0012-break-the-glass.md).</summary>
/// <param name="Subject">The staff member.</param>
/// <param name="SiteId">The patient's site.</param>
/// <param name="Until">From here on (inclusive) it opens nothing; at most <see cref="LongestHours"/> after it was opened.</param>
public sealed record EmergencyAccess(
    Guid Id, string Subject, Guid PatientId, Guid SiteId, DateTimeOffset OpenedAt, DateTimeOffset Until, long Version)
{
    /// <summary>The table refuses a longer one. Our own value: about what is left of a shift; whoever needs more asks again.</summary>
    public const int LongestHours = 4;
}

public static class EmergencyAccessWrites
{
    /// <summary>Keeps the access unless a newer version is kept already.</summary>
    public static WriteBatch Keep(this WriteBatch write, EmergencyAccess access) => write.Add(
        """
        insert into emergency_accesses (organization_id, id, subject, patient_id, site_id, opened_at, until, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (organization_id, id) do update set until = excluded.until, version = excluded.version
        where emergency_accesses.version < excluded.version
        """,
        write.Caller.OrganizationId, access.Id, access.Subject, access.PatientId, access.SiteId, access.OpenedAt, access.Until,
        access.Version);
}
