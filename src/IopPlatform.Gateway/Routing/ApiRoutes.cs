using IopPlatform.Gateway.Description;
using IopPlatform.Gateway.Forwarding;
using IopPlatform.Gateway.Limits;
using Yarp.ReverseProxy.Configuration;

namespace IopPlatform.Gateway.Routing;

/// <summary>
/// One route for each operation of the public API and none besides, so that what is not described is not reachable. Roles are
/// checked here and again in the service.
/// </summary>
internal static class ApiRoutes
{
    /// <summary>Longest time an ordinary request may take.</summary>
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(30);

    public static IEnumerable<RouteConfig> From(MergedDescription api) => api.Operations.Select(operation => new RouteConfig
    {
        RouteId = $"{operation.Method} {operation.Path}",
        ClusterId = operation.Service,
        Match = new RouteMatch { Path = operation.Path, Methods = [operation.Method] },
        AuthorizationPolicy = operation.Roles is { } roles ? RolePolicies.NameOf(roles) : "anonymous",
        Timeout = operation.Streams ? null : AnswersWithin,
        MaxRequestBodySize = operation.TakesBody ? null : RequestLimits.NoBodyBytesMax,
        Metadata = MetadataOf(operation),
    });

    private static Dictionary<string, string> MetadataOf(PublicOperation operation)
    {
        var metadata = new Dictionary<string, string>();
        if (operation.Streams) metadata[OpenStreams.RouteStreams] = "";
        if (operation.CreatesOnce) metadata[Retries.RouteCreatesOnce] = "";
        return metadata;
    }
}
