using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace IopPlatform.Gateway.Forwarding;

/// <summary>
/// An instance that cannot be reached, or breaks off, gets no further request until the active check has looked at it twice. When
/// no instance is left, all are tried (the clusters' HealthyOrPanic).
/// </summary>
internal sealed class FirstFailure(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = nameof(FirstFailure);

    public static readonly TimeSpan RestsFor = TimeSpan.FromSeconds(2);

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (Failures.Of(context) != Failure.None)
        {
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, RestsFor);
        }
    }
}
