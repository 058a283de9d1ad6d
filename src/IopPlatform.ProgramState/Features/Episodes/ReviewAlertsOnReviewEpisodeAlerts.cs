using IopPlatform.Contracts.ProgramState.V1;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

/// <summary>
/// Opens and closes what time alone has changed. The message was planned by the entry before, fell due, and is journaled like any
/// other, so the version grows with what people see.
/// </summary>
public sealed class ReviewAlertsOnReviewEpisodeAlerts(EpisodeDelivery episodes) : IConsumer<ReviewEpisodeAlerts>
{
    public Task Consume(ConsumeContext<ReviewEpisodeAlerts> context) => episodes.DeliverAsync(context, context.Message.EpisodeId);
}
