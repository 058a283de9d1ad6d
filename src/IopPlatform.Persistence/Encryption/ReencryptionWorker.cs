using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IopPlatform.Persistence.Encryption;

/// <summary>
/// Brings rows under their organization's newest key while the service runs, and deletes a former key when nothing has used it
/// for long. Organization by organization, under row security; it asks nothing of the service's own work but short row locks.
/// </summary>
internal sealed partial class ReencryptionWorker(
    KeyDirectory directory,
    FormerKeys former,
    ReencryptionSignal signal,
    TimeProvider time,
    ILogger<ReencryptionWorker> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    /// <summary>Organizations of which no row was under a former key, and when to look at them again.</summary>
    private readonly Dictionary<Guid, (Guid Newest, DateTimeOffset Until)> settled = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var left = true;
            try
            {
                left = await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or EncryptionException or TimeoutException or OperationCanceledException)
            {
                LogFailed(exception);
            }

            await signal.WaitAsync(left ? LookAgain : LookEvery, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whether something is left to look at soon.</summary>
    private async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var left = false;
        foreach (var keys in (await directory.ListAsync(null, cancellationToken)).GroupBy(key => key.OrganizationId))
        {
            var rotated = keys.GroupBy(key => key.Purpose).Where(purpose => purpose.Count() > 1).ToList();
            var newest = rotated.SelectMany(purpose => purpose).MaxBy(key => key.CreatedAt);
            if (newest is null || (settled.TryGetValue(keys.Key, out var known) && known.Newest == newest.Id && time.GetUtcNow() < known.Until))
            {
                continue;
            }

            var startedAt = time.GetUtcNow();
            var age = startedAt - newest.CreatedAt;
            // A process that has not heard of the rotation may write with the former key for a while.
            if (!await former.MoveOnAsync(keys.Key, cancellationToken) || age < FormerKeys.WrittenWithFor)
            {
                left = true;
                continue;
            }

            if (age > FormerKeys.KeptFor)
            {
                await former.DeleteAsync(keys.Key, cancellationToken);
            }

            settled[keys.Key] = (newest.Id, startedAt + FormerKeys.KeptFor);
            LogSettled(keys.Key, newest.Number);
        }

        return left;
    }

    [LoggerMessage(LogLevel.Information, "Every protected row of organization {OrganizationId} is under its newest key, number {Number}")]
    private partial void LogSettled(Guid organizationId, int number);

    [LoggerMessage(LogLevel.Warning, "Re-encryption failed and will go on")]
    private partial void LogFailed(Exception exception);
}
