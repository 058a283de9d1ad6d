using Microsoft.Extensions.ServiceDiscovery;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace IopPlatform.Gateway.Routing;

/// <summary>Turns <c>http://intake</c> into the addresses that service discovery knows, so that replicas become destinations.</summary>
internal sealed class DiscoveredDestinations(ServiceEndpointResolver resolver) : IDestinationResolver
{
    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        var resolved = new Dictionary<string, DestinationConfig>();
        foreach (var (name, destination) in destinations)
        {
            var source = await resolver.GetEndpointsAsync(destination.Address, cancellationToken);
            foreach (var (endpoint, index) in source.Endpoints.Select((endpoint, index) => (endpoint, index)))
            {
                var address = endpoint.ToString()!;
                resolved[$"{name}-{index}"] = destination with
                {
                    Address = address.Contains("://", StringComparison.Ordinal) ? address : $"http://{address}",
                };
            }
        }

        return new ResolvedDestinationCollection(resolved, changeToken: null);
    }
}
