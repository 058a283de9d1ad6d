using IopPlatform.Gateway.Answers;
using IopPlatform.Gateway.Description;
using IopPlatform.Gateway.Limits;
using IopPlatform.Gateway.Routing;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace IopPlatform.Gateway.Forwarding;

internal static class ForwardingExtensions
{
    /// <summary>An instance that takes longer to accept a connection counts as not reached.</summary>
    private static readonly TimeSpan ConnectsWithin = TimeSpan.FromSeconds(3);

    public static void AddForwarding(this WebApplicationBuilder builder, MergedDescription api)
    {
        // A dead instance fails its check every second; only the change of its state is worth a line.
        builder.Logging.AddFilter("Yarp.ReverseProxy.Health.ActiveHealthCheckMonitor", LogLevel.Error);
        builder.Services.AddSingleton<IDestinationResolver, DiscoveredDestinations>();
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, FirstFailure>();
        builder.Services.AddSingleton<Retries>();
        builder.Services.AddReverseProxy()
            .LoadFromMemory([.. ApiRoutes.From(api), .. SignInRoutes.All, .. WebRoutes.All], Clusters.From(builder.Configuration))
            .ConfigureHttpClient((_, handler) => handler.ConnectTimeout = ConnectsWithin)
            .AddTransforms(Streams.AddStreamTransforms);
    }

    /// <summary>The way of a request whose route is known: its stream is counted, an instance is chosen, and chosen again if need be.</summary>
    public static void UseForwarding(this IReverseProxyApplicationBuilder proxy)
    {
        var services = proxy.ApplicationServices;
        var (streams, retries, refusals) = (
            services.GetRequiredService<OpenStreams>(), services.GetRequiredService<Retries>(), services.GetRequiredService<Refusals>());
        proxy.Use((context, next) => OpenStreams.IsStream(context) ? streams.InvokeAsync(context, refusals, next) : next());
        proxy.Use((context, next) => retries.InvokeAsync(context, next));
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
    }
}
