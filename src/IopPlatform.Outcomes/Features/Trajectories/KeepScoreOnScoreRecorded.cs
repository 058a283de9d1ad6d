using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Outcomes.Features.Trajectories;

/// <summary>Adds a score to the patient's trajectory, those that cannot be scored included.</summary>
public sealed class KeepScoreOnScoreRecorded(TenantDatabase db) : IConsumer<ScoreRecorded>
{
    public Task Consume(ConsumeContext<ScoreRecorded> context)
    {
        var score = context.Message;
        return db.Write()
            .Add(
                """
                insert into scores
                    (organization_id, response_id, patient_id, episode_id, site_id, instrument_id, value, band, answered_at,
                     version)
                values ($1, $2, $3, $4::uuid, $5, $6, $7::int, $8::text, $9, $10)
                on conflict (organization_id, response_id) do update
                set episode_id = excluded.episode_id, value = excluded.value, band = excluded.band,
                    answered_at = excluded.answered_at, version = excluded.version
                where scores.version < excluded.version
                """,
                score.OrganizationId, score.ResponseId, score.PatientId, score.EpisodeId, score.SiteId, score.InstrumentId,
                score.Value, score.Band, score.AnsweredAt, score.Version)
            .Audit("response", score.ResponseId, score.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
