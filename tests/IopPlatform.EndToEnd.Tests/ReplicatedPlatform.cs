using IopPlatform.AppHost;

namespace IopPlatform.EndToEnd.Tests;

/// <summary>The platform as <c>./iop up --replicas 2</c> starts it.</summary>
public sealed class ReplicatedPlatform : PlatformFixture
{
    protected override Topology Topology => base.Topology.WithReplicas(2);
}
