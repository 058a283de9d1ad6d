using IopPlatform.Contracts.ClinicalNotes.V1;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

public sealed class FoldCertificationOnCertificationChanged(EpisodeDelivery episodes) : IConsumer<CertificationChanged>
{
    public Task Consume(ConsumeContext<CertificationChanged> context) => episodes.DeliverAsync(context, context.Message.EpisodeId);
}
