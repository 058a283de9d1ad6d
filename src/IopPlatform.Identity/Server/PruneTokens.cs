using Npgsql;
using OpenIddict.Abstractions;

namespace IopPlatform.Identity.Server;

/// <summary>Removes what is left of ended tokens and authorizations, so that the tables stay small.</summary>
internal sealed partial class PruneTokens(
    IServiceScopeFactory scopes, TimeProvider time, ILogger<PruneTokens> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Kept a while after their end: the reuse of an old refresh token is recognized by its row.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PruneAsync(stoppingToken);
            }
            // OpenIddict collects the failures of its steps: another instance may remove the same rows at this moment.
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or AggregateException)
            {
                LogFailed(exception);
            }
        }
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var threshold = time.GetUtcNow() - KeptFor;
        var tokens = await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>()
            .PruneAsync(threshold, cancellationToken);
        var authorizations = await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>()
            .PruneAsync(threshold, cancellationToken);
        await scope.ServiceProvider.GetRequiredService<BrowserSessions>().PruneAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<RefuseReplayedAssertions>().PruneAsync(cancellationToken);
        LogPruned(tokens, authorizations);
    }

    [LoggerMessage(LogLevel.Information, "Removed {Tokens} ended tokens and {Authorizations} authorizations")]
    private partial void LogPruned(long tokens, long authorizations);

    [LoggerMessage(LogLevel.Warning, "Removing ended tokens failed and will be tried again")]
    private partial void LogFailed(Exception exception);
}
