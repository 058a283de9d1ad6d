using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

/// <summary>
/// An authorization is often entered before the admission. Then it is put aside for the patient first, and after that handed to
/// the patient's open episode, if there is one; the admission looks the other way round, so that one of them sees the other.
/// </summary>
public sealed class FoldAuthorizationOnAuthorizationChanged(EpisodeDelivery episodes, TenantDatabases databases, TenantDatabase db)
    : IConsumer<AuthorizationChanged>
{
    public async Task Consume(ConsumeContext<AuthorizationChanged> context)
    {
        var changed = context.Message;
        if (changed.EpisodeId is { } named)
        {
            await episodes.DeliverAsync(context, named);
            return;
        }

        // A commit of its own, without the inbox row: it may be repeated, and the message is not handled before the rest is.
        await PatientAuthorization.Keep(databases.For(db.Caller, "authorization.keep").Write(), changed, context.MessageId!.Value)
            .CommitAsync(context.CancellationToken);
        var open = await db.QueryAsync<Guid>(
            "select id from episodes where patient_id = $1 and phase in ('admitted', 'active') order by recorded_at desc limit 1",
            [changed.PatientId],
            context.CancellationToken);
        await (open.Count > 0
            ? episodes.DeliverAsync(context, open[0])
            : episodes.SkipAsync(context.CancellationToken));
    }
}
