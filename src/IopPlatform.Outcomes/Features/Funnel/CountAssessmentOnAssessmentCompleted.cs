using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Outcomes.Domain;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Outcomes.Features.Funnel;

/// <summary>Counts that a referral was assessed.</summary>
public sealed class CountAssessmentOnAssessmentCompleted(TenantDatabase db) : IConsumer<AssessmentCompleted>
{
    public Task Consume(ConsumeContext<AssessmentCompleted> context) => db.Write()
        .Count(
            ReferralStep.Assessed,
            context.Message.ReferralId,
            context.Message.PatientId,
            context.Message.SiteId,
            context.Message.OccurredAt)
        .CommitAsync(context.CancellationToken);
}
