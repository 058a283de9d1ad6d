using IopPlatform.Contracts.Scheduling.V1;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

public sealed class FoldAttendanceOnAttendanceRecorded(EpisodeDelivery episodes) : IConsumer<AttendanceRecorded>
{
    public Task Consume(ConsumeContext<AttendanceRecorded> context) => episodes.DeliverAsync(context, context.Message.EpisodeId);
}
