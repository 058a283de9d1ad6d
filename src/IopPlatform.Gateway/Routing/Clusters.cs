using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace IopPlatform.Gateway.Routing;

/// <summary>The services behind the gateway, by their names in the topology.</summary>
internal static class Clusters
{
    private static readonly string[] Services =
        ["identity", "intake", "scheduling", "clinical-notes", "program-state", "notifications", "outcomes"];

    /// <summary>Silence after which a stream is given up; its heartbeat comes every 15 seconds.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<ClusterConfig> All { get; } =
    [
        .. Services.Select(service => new ClusterConfig
        {
            ClusterId = service,
            HttpRequest = new ForwarderRequestConfig { ActivityTimeout = SilenceMax },
            Destinations = new Dictionary<string, DestinationConfig> { [service] = new() { Address = $"http://{service}" } },
        }),
    ];
}
