using IopPlatform.ServiceDefaults.Faults;
using IopPlatform.ServiceDefaults.Shutdown;
using IopPlatform.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IopPlatform.ServiceDefaults;

/// <summary>What every process of the platform has in common, after Aspire's convention.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Counted from the moment when the drain is over.</summary>
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(8);

    /// <summary>Adds telemetry, health checks, service discovery, resilient HTTP clients and JSON logs.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        Failpoints.ArmFrom(builder.Configuration);
        builder.Logging.AddJsonConsole(console => console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ");
        // The frameworks' information lines repeat what traces tell, and some of them hold URLs with queries.
        foreach (var category in new[] { "Microsoft.AspNetCore", "System.Net.Http", "Polly", "Yarp", "Orleans", "Microsoft.Orleans", "OpenIddict" })
        {
            builder.Logging.AddFilter(category, LogLevel.Warning);
        }

        builder.AddTelemetry();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopsWithin);
        builder.AddDrain();
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler();
            http.AddServiceDiscovery();
        });
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), ["live"]);
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> (ready for work; not any more once the process was asked to end) and <c>/alive</c> (the process answers);
    /// both are open to anyone.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.UseDrain();
        app.MapHealthChecks("/health").AllowAnonymous();
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains("live") })
            .AllowAnonymous();
        app.MapFailpoints();
        return app;
    }
}
