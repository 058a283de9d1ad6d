using Orleans.Clustering.Redis;
using StackExchange.Redis;

namespace IopPlatform.ProgramState.Silo;

/// <summary>
/// Ends the process when Redis has come back without this silo's row, as after the loss of its files. Orleans takes an empty table
/// for an old one and goes on with what it knew; whoever starts later would not see this silo, and found a second cluster. Started
/// again by its orchestrator, it joins like any other. Nothing is lost by that: what a grain knows is in its journal.
/// </summary>
internal sealed partial class LostMembership(
    IMembershipTable table,
    ILocalSiloDetails silo,
    ISiloStatusOracle oracle,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<LostMembership> logger) : BackgroundService
{
    /// <summary>One look could fall between two writes of another silo's restart.</summary>
    private const int LooksBeforeTheEnd = 2;

    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var looks = new PeriodicTimer(LooksEvery, time);
        for (var missing = 0; missing < LooksBeforeTheEnd;)
        {
            await looks.WaitForNextTickAsync(stoppingToken);
            missing = await IsMissingAsync(stoppingToken) ? missing + 1 : 0;
        }

        LogLost();
        // The silo says good-bye in the table, which has no version yet that it could write against.
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, stoppingToken);
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    private async Task<bool> IsMissingAsync(CancellationToken cancellationToken)
    {
        if (oracle.CurrentStatus != SiloStatus.Active) return false;
        try
        {
            return (await table.ReadRowAsync(silo.SiloAddress, cancellationToken)).Members.Count == 0;
        }
        catch (RedisClusteringException)
        {
            // Redis answers, and the table has lost even its version.
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            // Redis is away, which says nothing about what it will know.
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "Redis has lost this silo's membership; the process ends, to join anew")]
    private partial void LogLost();
}
