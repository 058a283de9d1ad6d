using IopPlatform.Contracts.Intake.V1;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

/// <summary>Scores from before the admission come with it, as its baseline.</summary>
public sealed class FoldScoreOnScoreRecorded(EpisodeDelivery episodes) : IConsumer<ScoreRecorded>
{
    public Task Consume(ConsumeContext<ScoreRecorded> context) => context.Message.EpisodeId is { } episodeId
        ? episodes.DeliverAsync(context, episodeId)
        : episodes.SkipAsync(context.CancellationToken);
}
