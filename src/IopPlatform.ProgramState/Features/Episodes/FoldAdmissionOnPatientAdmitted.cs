using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

/// <summary>Makes the episode known, then hands it the authorizations that its patient brought along.</summary>
public sealed class FoldAdmissionOnPatientAdmitted(EpisodeDelivery episodes, TenantDatabase db) : IConsumer<PatientAdmitted>
{
    public async Task Consume(ConsumeContext<PatientAdmitted> context)
    {
        var admitted = context.Message;
        await episodes.DeliverAsync(context, admitted.EpisodeId);
        var brought = await PatientAuthorization.ReadAsync(
            db, admitted.PatientId, admitted.AdmittedOn, context.CancellationToken);
        foreach (var authorization in brought)
        {
            await episodes.DeliverAsync(admitted.EpisodeId, authorization.Message, authorization.SourceMessageId);
        }
    }
}
