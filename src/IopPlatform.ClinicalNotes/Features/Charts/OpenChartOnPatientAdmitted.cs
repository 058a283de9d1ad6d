using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.ClinicalNotes.Features.Charts;

/// <summary>Opens an episode's chart, or notes its new placement. A closing that came before stays.</summary>
public sealed class OpenChartOnPatientAdmitted(TenantDatabase db) : IConsumer<PatientAdmitted>
{
    public Task Consume(ConsumeContext<PatientAdmitted> context)
    {
        var admitted = context.Message;
        return db.Write()
            .Add(
                """
                insert into episodes (organization_id, id, patient_id, site_id, program_id, level_of_care, age_group, admitted_on,
                    primary_therapist_id, placed_at, admitted_version, version)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9::uuid, $10, $11, $11)
                on conflict (organization_id, id) do update
                set patient_id = excluded.patient_id, site_id = excluded.site_id, program_id = excluded.program_id,
                    level_of_care = excluded.level_of_care, age_group = excluded.age_group, admitted_on = excluded.admitted_on,
                    primary_therapist_id = excluded.primary_therapist_id, placed_at = excluded.placed_at,
                    admitted_version = excluded.admitted_version, version = greatest(episodes.version, excluded.version)
                where episodes.admitted_version is null or episodes.admitted_version < excluded.admitted_version
                """,
                admitted.OrganizationId, admitted.EpisodeId, admitted.PatientId, admitted.SiteId, admitted.ProgramId,
                admitted.LevelOfCare, admitted.AgeGroup, admitted.AdmittedOn, admitted.PrimaryTherapistId, admitted.OccurredAt,
                admitted.Version)
            .Audit("chart", admitted.EpisodeId, admitted.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
