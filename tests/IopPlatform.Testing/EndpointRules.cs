using IopPlatform.Persistence.Audit;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace IopPlatform.Testing;

/// <summary>What every endpoint of every service must state.</summary>
public static class EndpointRules
{
    /// <summary>Sentences about endpoints that lack what they must state, or are open without being listed.</summary>
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

        if (method?.Contains("GET") is true && ChartReadBreach(endpoint) is { } breach)
        {
            yield return $"GET {route} {breach}";
        }
    }

    /// <summary>A GET says either which view of a chart it records, or why it shows none; and its answer must fit to that.</summary>
    private static string? ChartReadBreach(RouteEndpoint endpoint)
    {
        var view = endpoint.Metadata.GetMetadata<ChartView>();
        var none = endpoint.Metadata.GetMetadata<NoChartView>();
        if (view is null == none is null)
        {
            return "must say either ReadsChart(view) or ReadsNoChart(reason).";
        }

        return none is { NamesPatients: false } && PatientProperties.In(endpoint) is { } property
            ? $"says that it reads no chart, but answers with {property}."
            : null;
    }
}
