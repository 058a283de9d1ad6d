using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Intake.Domain;

/// <summary>Who pays. A patient may have several coverages at once.</summary>
public sealed record NewCoverage(string Payer, string? MemberId, string Kind, DateOnly EffectiveFrom)
{
    public void Record(WriteBatch write, Guid id, Guid patientId, Guid siteId) => write
        .Add(
            """
            insert into coverages
                (organization_id, id, patient_id, site_id, payer, member_id, kind, effective_from, recorded_at, version)
            values ($1, $2, $3, $4, $5, $6::text, $7, $8, $9, 1)
            """,
            write.Caller.OrganizationId, id, patientId, siteId, Payer, MemberId, Kind, EffectiveFrom, write.Now)
        .Audit("coverage", id, patientId);
}
