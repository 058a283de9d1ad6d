using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Notifications.Features.Patients;

/// <summary>Keeps how a patient wants to be addressed, and in which language.</summary>
public sealed class KeepPatientOnPatientChanged(TenantDatabase db) : IConsumer<PatientChanged>
{
    public Task Consume(ConsumeContext<PatientChanged> context)
    {
        var patient = context.Message;
        var name = string.IsNullOrWhiteSpace(patient.PreferredName) ? patient.GivenName : patient.PreferredName;
        return db.Write()
            .Add(
                """
                insert into patients (organization_id, id, site_id, name, language, version) values ($1, $2, $3, $4, $5, $6)
                on conflict (organization_id, id) do update
                set site_id = excluded.site_id, name = excluded.name, language = excluded.language, version = excluded.version
                where patients.version < excluded.version
                """,
                patient.OrganizationId, patient.PatientId, patient.SiteId, name, patient.Language, patient.Version)
            .Audit("patient", patient.PatientId, patient.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
