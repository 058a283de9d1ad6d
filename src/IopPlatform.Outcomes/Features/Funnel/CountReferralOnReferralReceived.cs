using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Outcomes.Domain;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Outcomes.Features.Funnel;

/// <summary>Counts a referral into the funnel; the day it was received decides in which period it counts.</summary>
public sealed class CountReferralOnReferralReceived(TenantDatabase db) : IConsumer<ReferralReceived>
{
    public Task Consume(ConsumeContext<ReferralReceived> context) => db.Write()
        .Count(
            ReferralStep.Received,
            context.Message.ReferralId,
            context.Message.PatientId,
            context.Message.SiteId,
            context.Message.OccurredAt)
        .CommitAsync(context.CancellationToken);
}
