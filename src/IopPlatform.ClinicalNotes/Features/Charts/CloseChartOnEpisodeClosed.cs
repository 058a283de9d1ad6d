using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.ClinicalNotes.Features.Charts;

/// <summary>Closes an episode's chart. It may come before the admission: then the rest of the row follows with that.</summary>
public sealed class CloseChartOnEpisodeClosed(TenantDatabase db) : IConsumer<EpisodeClosed>
{
    public Task Consume(ConsumeContext<EpisodeClosed> context)
    {
        var closed = context.Message;
        return db.Write()
            .Add(
                """
                insert into episodes (organization_id, id, patient_id, site_id, closed_on, close_reason, closed_version, version)
                values ($1, $2, $3, $4, $5, $6, $7, $7)
                on conflict (organization_id, id) do update
                set closed_on = excluded.closed_on, close_reason = excluded.close_reason,
                    closed_version = excluded.closed_version, version = greatest(episodes.version, excluded.version)
                where episodes.closed_version is null or episodes.closed_version < excluded.closed_version
                """,
                closed.OrganizationId, closed.EpisodeId, closed.PatientId, closed.SiteId, closed.DischargedOn, closed.Reason,
                closed.Version)
            .Audit("chart", closed.EpisodeId, closed.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
