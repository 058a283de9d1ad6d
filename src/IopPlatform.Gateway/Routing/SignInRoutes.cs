using IopPlatform.Gateway.Limits;
using Yarp.ReverseProxy.Configuration;

namespace IopPlatform.Gateway.Routing;

/// <summary>What must be reachable before anyone is signed in: the OpenID Connect endpoints and the sign-in pages.</summary>
internal static class SignInRoutes
{
    private static readonly string[] Paths =
    [
        "/.well-known/{**rest}", "/connect/{**rest}", "/sign-in/{**rest}", "/sign-out/{**rest}", "/signed-in",
    ];

    public static IReadOnlyList<RouteConfig> All { get; } =
    [
        .. Paths.Select(path => new RouteConfig
        {
            RouteId = path,
            ClusterId = "identity",
            Match = new RouteMatch { Path = path },
            AuthorizationPolicy = "anonymous",
            MaxRequestBodySize = RequestLimits.FormBytesMax,
            Timeout = TimeSpan.FromSeconds(30),
        }),
    ];
}
