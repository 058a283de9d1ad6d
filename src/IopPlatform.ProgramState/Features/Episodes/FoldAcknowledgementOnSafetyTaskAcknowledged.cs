using IopPlatform.Contracts.ClinicalNotes.V1;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

/// <summary>As the task's opening: without an episode there is nothing to show.</summary>
public sealed class FoldAcknowledgementOnSafetyTaskAcknowledged(EpisodeDelivery episodes) : IConsumer<SafetyTaskAcknowledged>
{
    public Task Consume(ConsumeContext<SafetyTaskAcknowledged> context) => context.Message.EpisodeId is { } episodeId
        ? episodes.DeliverAsync(context, episodeId)
        : episodes.SkipAsync(context.CancellationToken);
}
