using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Scheduling.Features.Patients;

/// <summary>Keeps the names that stand on a session's roster.</summary>
public sealed class KeepPatientOnPatientChanged(TenantDatabase db) : IConsumer<PatientChanged>
{
    public Task Consume(ConsumeContext<PatientChanged> context)
    {
        var patient = context.Message;
        return db.Write()
            .Add(
                """
                insert into patients (organization_id, id, site_id, given_name, family_name, preferred_name, version)
                values ($1, $2, $3, $4, $5, $6::text, $7)
                on conflict (organization_id, id) do update
                set site_id = excluded.site_id, given_name = excluded.given_name, family_name = excluded.family_name,
                    preferred_name = excluded.preferred_name, version = excluded.version
                where patients.version < excluded.version
                """,
                patient.OrganizationId,
                patient.PatientId,
                patient.SiteId,
                patient.GivenName,
                patient.FamilyName,
                patient.PreferredName,
                patient.Version)
            .Audit("patient", patient.PatientId, patient.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
