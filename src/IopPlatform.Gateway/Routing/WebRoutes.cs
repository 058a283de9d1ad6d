using IopPlatform.Gateway.Limits;
using Yarp.ReverseProxy.Configuration;

namespace IopPlatform.Gateway.Routing;

/// <summary>
/// The workspace and the portal. They sign people in by themselves, with a cookie, so nothing here is asked for a token; what they
/// show comes through this gateway again, with the token that they keep.
/// </summary>
internal static class WebRoutes
{
    public const string Cluster = "web";

    /// <summary>The first segments of its pages, and of what its pages are made of.</summary>
    private static readonly string[] Segments =
    [
        "today", "referrals", "patients", "groups", "notes", "board", "portal", "design", "web", "_framework", "_content",
    ];

    public static IReadOnlyList<RouteConfig> All { get; } =
    [
        Route("/", AnswersWithin),
        .. Segments.Select(segment => Route($"/{segment}/{{**rest}}", AnswersWithin)),
        // The live connection of a page lasts as long as the page is open.
        Route("/_blazor/{**rest}", within: null),
    ];

    public static bool Has(PathString path) => path == "/" || path.StartsWithSegments("/_blazor")
        || Segments.Any(segment => path.StartsWithSegments("/" + segment));

    private static TimeSpan AnswersWithin => TimeSpan.FromSeconds(30);

    private static RouteConfig Route(string path, TimeSpan? within) => new()
    {
        RouteId = "web " + path,
        ClusterId = Cluster,
        Match = new RouteMatch { Path = path },
        AuthorizationPolicy = "anonymous",
        MaxRequestBodySize = RequestLimits.FormBytesMax,
        Timeout = within,
    };
}
