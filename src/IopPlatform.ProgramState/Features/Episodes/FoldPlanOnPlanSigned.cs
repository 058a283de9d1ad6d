using IopPlatform.Contracts.ClinicalNotes.V1;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

public sealed class FoldPlanOnPlanSigned(EpisodeDelivery episodes) : IConsumer<PlanSigned>
{
    public Task Consume(ConsumeContext<PlanSigned> context) => episodes.DeliverAsync(context, context.Message.EpisodeId);
}
