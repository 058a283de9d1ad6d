using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Scheduling.Features.Episodes;

/// <summary>
/// Takes an admitted episode in, so that it can be given seats. A closure that came first stays: then the episode is known,
/// but closed.
/// </summary>
public sealed class EnrollPatientOnPatientAdmitted(TenantDatabase db) : IConsumer<PatientAdmitted>
{
    public Task Consume(ConsumeContext<PatientAdmitted> context)
    {
        var episode = context.Message;
        return db.Write()
            .Add(
                """
                insert into episodes (organization_id, id, patient_id, site_id, program_id, track_id, level_of_care, age_group,
                                      admitted_on, version, closed_version, schedule_version)
                values ($1, $2, $3, $4, $5, $6::uuid, $7, $8, $9, $10, 0, 0)
                on conflict (organization_id, id) do update
                set patient_id = excluded.patient_id, site_id = excluded.site_id, program_id = excluded.program_id,
                    track_id = excluded.track_id, level_of_care = excluded.level_of_care, age_group = excluded.age_group,
                    admitted_on = excluded.admitted_on, version = excluded.version
                where episodes.version < excluded.version
                """,
                episode.OrganizationId,
                episode.EpisodeId,
                episode.PatientId,
                episode.SiteId,
                episode.ProgramId,
                episode.TrackId,
                episode.LevelOfCare,
                episode.AgeGroup,
                episode.AdmittedOn,
                episode.Version)
            .Audit("episode", episode.EpisodeId, episode.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
