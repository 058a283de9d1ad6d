using System.Globalization;
using System.Text;
using IopPlatform.Gateway.Forwarding;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;

namespace IopPlatform.Gateway.Routing;

/// <summary>The services behind the gateway, by their names in the topology.</summary>
internal static class Clusters
{
    private static readonly string[] Services =
        ["identity", "intake", "scheduling", "clinical-notes", "program-state", "notifications", "outcomes", WebRoutes.Cluster];

    /// <summary>Silence after which a stream is given up; its heartbeat comes every 15 seconds.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(60);

    /// <summary>How soon an instance that is about to end is passed by; its drain must last longer.</summary>
    private static readonly TimeSpan ChecksEvery = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AnswersCheckWithin = TimeSpan.FromSeconds(2);

    public static IReadOnlyList<ClusterConfig> From(IConfiguration configuration) =>
    [
        .. Services.Select(service => new ClusterConfig
        {
            ClusterId = service,
            // As the gateway reads them; without it, one character beyond ASCII in a header makes a request fail on its way.
            HttpClient = new HttpClientConfig { RequestHeaderEncoding = Encoding.UTF8.WebName },
            HttpRequest = new ForwarderRequestConfig { ActivityTimeout = SilenceMax },
            LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
            // Where there is one instance, there is nothing to choose, so nothing is asked.
            HealthCheck = configuration.GetSection($"services:{service}:http").GetChildren().Count() > 1 ? Checks : null,
            Metadata = new Dictionary<string, string>
            {
                [ConsecutiveFailuresHealthPolicyOptions.ThresholdMetadataName] = 1.ToString(CultureInfo.InvariantCulture),
            },
            Destinations = new Dictionary<string, DestinationConfig> { [service] = new() { Address = $"http://{service}" } },
        }),
    ];

    private static HealthCheckConfig Checks { get; } = new()
    {
        AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
        Active = new ActiveHealthCheckConfig
        {
            Enabled = true,
            Interval = ChecksEvery,
            Timeout = AnswersCheckWithin,
            Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
            Path = "/health",
        },
        Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = FirstFailure.PolicyName, ReactivationPeriod = FirstFailure.RestsFor },
    };
}
