using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Outcomes.Features.Trajectories;

/// <summary>Keeps the scores at admission. A later change of the placement does not move the baseline.</summary>
public sealed class KeepBaselineOnPatientAdmitted(TenantDatabase db) : IConsumer<PatientAdmitted>
{
    public Task Consume(ConsumeContext<PatientAdmitted> context)
    {
        var admitted = context.Message;
        var write = db.Write().Add(
            """
            insert into episodes (organization_id, id, patient_id, site_id, admitted_on, version) values ($1, $2, $3, $4, $5, $6)
            on conflict (organization_id, id) do update
            set site_id = excluded.site_id, admitted_on = excluded.admitted_on, version = excluded.version
            where episodes.version < excluded.version
            """,
            admitted.OrganizationId, admitted.EpisodeId, admitted.PatientId, admitted.SiteId, admitted.AdmittedOn,
            admitted.Version);
        foreach (var score in admitted.Baseline)
        {
            write.Add(
                """
                insert into baselines
                    (organization_id, episode_id, instrument_id, patient_id, site_id, response_id, value, band, answered_at)
                values ($1, $2, $3, $4, $5, $6, $7::int, $8::text, $9)
                on conflict do nothing
                """,
                admitted.OrganizationId, admitted.EpisodeId, score.InstrumentId, admitted.PatientId, admitted.SiteId,
                score.ResponseId, score.Value, score.Band, score.AnsweredAt);
        }

        return write
            .Audit("episode", admitted.EpisodeId, admitted.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
