using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Outcomes.Domain;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Outcomes.Features.Funnel;

/// <summary>Counts that a referral led to an admission.</summary>
public sealed class CountAdmissionOnPatientAdmitted(TenantDatabase db) : IConsumer<PatientAdmitted>
{
    public Task Consume(ConsumeContext<PatientAdmitted> context) => db.Write()
        .Count(
            ReferralStep.Admitted,
            context.Message.ReferralId,
            context.Message.PatientId,
            context.Message.SiteId,
            context.Message.OccurredAt)
        .CommitAsync(context.CancellationToken);
}
