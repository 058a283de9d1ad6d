using IopPlatform.Contracts.Outcomes.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Outcomes.Features.FollowUps;

/// <summary>Shows the follow-up as due, unless it was completed in the meantime.</summary>
public sealed class MarkFollowUpDueOnFollowUpDue(TenantDatabase db) : IConsumer<FollowUpDue>
{
    public async Task Consume(ConsumeContext<FollowUpDue> context)
    {
        var due = context.Message;
        var planned = await db.QuerySingleAsync<bool>(
            "select exists (select from follow_ups where id = $1 and state = 'planned')",
            [due.FollowUpId],
            context.CancellationToken);
        var write = db.Write();
        if (planned)
        {
            write
                .ChangeOne(
                    "update follow_ups set state = 'due', version = $2 where id = $1 and state = 'planned'",
                    due.FollowUpId, due.Version)
                .Audit("follow-up", due.FollowUpId, due.PatientId);
        }

        await write.CommitAsync(context.CancellationToken);
    }
}
