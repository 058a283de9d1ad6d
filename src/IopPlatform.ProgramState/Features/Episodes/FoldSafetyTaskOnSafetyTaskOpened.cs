using IopPlatform.Contracts.ClinicalNotes.V1;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

/// <summary>A task from before the admission belongs to no episode; ClinicalNotes lists it.</summary>
public sealed class FoldSafetyTaskOnSafetyTaskOpened(EpisodeDelivery episodes) : IConsumer<SafetyTaskOpened>
{
    public Task Consume(ConsumeContext<SafetyTaskOpened> context) => context.Message.EpisodeId is { } episodeId
        ? episodes.DeliverAsync(context, episodeId)
        : episodes.SkipAsync(context.CancellationToken);
}
