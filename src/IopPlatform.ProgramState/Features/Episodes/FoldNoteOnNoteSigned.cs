using IopPlatform.Contracts.ClinicalNotes.V1;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

public sealed class FoldNoteOnNoteSigned(EpisodeDelivery episodes) : IConsumer<NoteSigned>
{
    public Task Consume(ConsumeContext<NoteSigned> context) => episodes.DeliverAsync(context, context.Message.EpisodeId);
}
