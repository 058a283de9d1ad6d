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
public sealed partial class EpisodeDelivery(
    IGrainFactory grains, TenantContext tenant, TenantDatabase db, LiveMetrics metrics, TimeProvider time, ILogger<EpisodeDelivery> logger)
{
    private const int AttemptsMax = 3;
    private const int SiloAttemptsMax = 20;

    /// <summary>Twenty of them outlast the replacement of a silo, about five seconds, so that its messages are not parked.</summary>
    private static readonly TimeSpan SiloPause = TimeSpan.FromMilliseconds(500);

    public async Task DeliverAsync<T>(ConsumeContext<T> context, Guid episodeId)
        where T : BusMessage
    {
        var outcome = await DeliverAsync(episodeId, context.Message, context.MessageId!.Value);
        if (outcome == AppendOutcome.Applied && context.Message is Contracts.Event happened) metrics.Shown(happened, time.GetUtcNow());
    }

    /// <exception cref="InvalidOperationException">Other activations were faster again and again; the message is retried later.</exception>
    public async Task<AppendOutcome> DeliverAsync(Guid episodeId, BusMessage message, Guid messageId)
    {
        var incoming = new IncomingMessage(
            messageId, tenant.Action!, MessageTypes.NameOf(message), MessageTypes.Write(message), Activity.Current?.Id);
        for (var attempt = 1; attempt <= AttemptsMax; attempt++)
        {
            var outcome = await AppendAsync(episodeId, message.OrganizationId, incoming);
            if (outcome != AppendOutcome.Conflict) return outcome;
        }

        throw new InvalidOperationException($"Episode {episodeId} was changed elsewhere at each of {AttemptsMax} attempts.");
    }

    /// <summary>A silo that died with the grain is replaced meanwhile. Asking again is harmless: the journal takes a message once.</summary>
    private async Task<AppendOutcome> AppendAsync(Guid episodeId, Guid organizationId, IncomingMessage incoming)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await grains.GetGrain<IEpisodeGrain>(episodeId, organizationId.ToString()).AppendAsync(incoming);
            }
            catch (Exception exception) when (exception is TimeoutException or OrleansException && attempt < SiloAttemptsMax)
            {
                LogSiloAway(episodeId, attempt, exception.GetType().Name);
                await Task.Delay(SiloPause, time);
            }
        }
    }

    /// <summary>The message concerns no episode; it counts as handled.</summary>
    public Task SkipAsync(CancellationToken cancellationToken) => db.Write().CommitAsync(cancellationToken);

    [LoggerMessage(LogLevel.Warning, "Episode {EpisodeId} could not be reached at attempt {Attempt} ({ErrorType}) and is asked again")]
    private partial void LogSiloAway(Guid episodeId, int attempt, string errorType);
}
