using System.Diagnostics;
using IopPlatform.AppHost;
using IopPlatform.Faults.Probing;

namespace IopPlatform.Faults.Injection;

/// <summary>
/// Redis is killed and comes back without its files: no silo is a member of anything any more. Each ends itself when it sees that,
/// and joins anew; the recovery counts from the kill, so what it takes to be seen is in it.
/// </summary>
public sealed record EmptyRedis() : Fault(ResourceNames.Redis)
{
    private const string Silo = "program-state";
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(20);

    public override string Kind => "empty";

    public override string ToString() => base.ToString();

    internal override async Task<long> InjectAsync(FaultPlatform platform, ProbeSet probes, CancellationToken cancellationToken)
    {
        var silos = platform.Local.Instances(Silo).Select(silo => (Name: silo, Process: platform.ProcessOf(silo))).ToList();
        var began = Stopwatch.GetTimestamp();
        await platform.RestartRedisEmptyAsync();
        while (silos.Any(silo => platform.ProcessOf(silo.Name) == silo.Process))
        {
            if (Stopwatch.GetElapsedTime(began) > SeenWithin)
            {
                throw new FaultNotReachedException($"A silo did not see within {SeenWithin.TotalSeconds:0} s that Redis has forgotten it.");
            }

            await Task.Delay(PollEvery, cancellationToken);
        }

        return began;
    }
}
