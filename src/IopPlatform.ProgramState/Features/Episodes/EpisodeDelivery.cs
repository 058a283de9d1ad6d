using System.Diagnostics;
using IopPlatform.Contracts;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ProgramState.Grains;
using MassTransit;

namespace IopPlatform.ProgramState.Features.Episodes;

/// <summary>
/// The one way of a message to its episode's grain. The grain's journal entry carries the inbox row of the message, so the
/// consumers commit nothing themselves.
/// </summary>
public sealed class EpisodeDelivery(IGrainFactory grains, TenantContext tenant, TenantDatabase db)
{
    private const int AttemptsMax = 3;

    public Task DeliverAsync<T>(ConsumeContext<T> context, Guid episodeId)
        where T : BusMessage => DeliverAsync(episodeId, context.Message, context.MessageId!.Value);

    /// <exception cref="InvalidOperationException">Other activations were faster again and again; the message is retried later.</exception>
    public async Task DeliverAsync(Guid episodeId, BusMessage message, Guid messageId)
    {
        var incoming = new IncomingMessage(
            messageId, tenant.Action!, MessageTypes.NameOf(message), MessageTypes.Write(message), Activity.Current?.Id);
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            var episode = grains.GetGrain<IEpisodeGrain>(episodeId, message.OrganizationId.ToString());
            if (await episode.AppendAsync(incoming) != AppendOutcome.Conflict) return;
        }

        throw new InvalidOperationException($"Episode {episodeId} was changed elsewhere at each of {AttemptsMax} attempts.");
    }

    /// <summary>The message concerns no episode; it counts as handled.</summary>
    public Task SkipAsync(CancellationToken cancellationToken) => db.Write().CommitAsync(cancellationToken);
}
