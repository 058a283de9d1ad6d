using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Outcomes.Domain;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Outcomes.Features.Funnel;

/// <summary>Counts that a clinician has decided on a level of care.</summary>
public sealed class CountDeterminationOnLevelOfCareDetermined(TenantDatabase db) : IConsumer<LevelOfCareDetermined>
{
    public Task Consume(ConsumeContext<LevelOfCareDetermined> context) => db.Write()
        .Count(
            ReferralStep.Determined,
            context.Message.ReferralId,
            context.Message.PatientId,
            context.Message.SiteId,
            context.Message.OccurredAt)
        .CommitAsync(context.CancellationToken);
}
