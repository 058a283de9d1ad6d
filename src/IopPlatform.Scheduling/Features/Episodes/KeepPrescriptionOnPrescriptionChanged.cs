using IopPlatform.Contracts.ClinicalNotes.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Scheduling.Features.Episodes;

/// <summary>Keeps the ordered minutes that a week is measured by, also of episodes that were not heard of yet.</summary>
public sealed class KeepPrescriptionOnPrescriptionChanged(TenantDatabase db) : IConsumer<PrescriptionChanged>
{
    public Task Consume(ConsumeContext<PrescriptionChanged> context)
    {
        var prescription = context.Message;
        return db.Write()
            .Add(
                """
                insert into prescriptions (organization_id, episode_id, version, patient_id, site_id, effective_from,
                                           weekly_minutes, days_per_week)
                values ($1, $2, $3, $4, $5, $6, $7, $8)
                on conflict (organization_id, episode_id, version) do nothing
                """,
                prescription.OrganizationId,
                prescription.EpisodeId,
                prescription.Version,
                prescription.PatientId,
                prescription.SiteId,
                prescription.EffectiveFrom,
                prescription.WeeklyMinutes,
                prescription.DaysPerWeek)
            .Audit("prescription", prescription.EpisodeId, prescription.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
