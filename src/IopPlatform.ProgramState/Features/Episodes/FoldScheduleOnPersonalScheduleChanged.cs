using IopPlatform.Contracts.Scheduling.V1;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

public sealed class FoldScheduleOnPersonalScheduleChanged(EpisodeDelivery episodes) : IConsumer<PersonalScheduleChanged>
{
    public Task Consume(ConsumeContext<PersonalScheduleChanged> context) => episodes.DeliverAsync(context, context.Message.EpisodeId);
}
