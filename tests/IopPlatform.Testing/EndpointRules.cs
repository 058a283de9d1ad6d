using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IopPlatform.Testing;

/// <summary>What every endpoint of every service must state.</summary>
public static class EndpointRules
{
    /// <summary>Sentences about endpoints that lack roles, an audit name or an operation name, or are open without being listed.</summary>
    /// <param name="open">Routes that are meant to be open to anyone.</param>
    public static IReadOnlyList<string> Breaches(IServiceProvider services, params string[] open) =>
    [
        .. services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.StartsWith("/api/", StringComparison.Ordinal) is true)
            .SelectMany(endpoint => Breaches(endpoint, open)),
    ];

    private static IEnumerable<string> Breaches(RouteEndpoint endpoint, string[] open)
    {
        var route = endpoint.RoutePattern.RawText!;
        var anonymous = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        if (anonymous && !open.Contains(route))
        {
            yield return $"{route} is open to anyone but not listed as such.";
        }

        if (!anonymous && endpoint.Metadata.GetMetadata<EndpointRoles>() is not { Roles.Count: > 0 })
        {
            yield return $"{route} states no roles.";
        }

        if (endpoint.Metadata.GetMetadata<AuditAction>() is null)
        {
            yield return $"{route} has no audit name.";
        }

        if (endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is null)
        {
            yield return $"{route} has no operation name.";
        }

        var method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
        if (endpoint.Metadata.GetMetadata<CreatesOnce>() is not null && method?.Contains("POST") is not true)
        {
            yield return $"{route} creates once but is no POST.";
        }
    }
}
