using IopPlatform.Contracts.Intake.V1;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

public sealed class FoldClosingOnEpisodeClosed(EpisodeDelivery episodes) : IConsumer<EpisodeClosed>
{
    public Task Consume(ConsumeContext<EpisodeClosed> context) => episodes.DeliverAsync(context, context.Message.EpisodeId);
}
