using IopPlatform.Contracts.ClinicalNotes.V1;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

public sealed class FoldReviewOnReviewDecided(EpisodeDelivery episodes) : IConsumer<ReviewDecided>
{
    public Task Consume(ConsumeContext<ReviewDecided> context) => episodes.DeliverAsync(context, context.Message.EpisodeId);
}
