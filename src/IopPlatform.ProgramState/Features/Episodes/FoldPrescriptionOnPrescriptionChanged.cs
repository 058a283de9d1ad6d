using IopPlatform.Contracts.ClinicalNotes.V1;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

public sealed class FoldPrescriptionOnPrescriptionChanged(EpisodeDelivery episodes) : IConsumer<PrescriptionChanged>
{
    public Task Consume(ConsumeContext<PrescriptionChanged> context) => episodes.DeliverAsync(context, context.Message.EpisodeId);
}
