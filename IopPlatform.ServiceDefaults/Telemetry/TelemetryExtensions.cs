using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace IopPlatform.ServiceDefaults.Telemetry;

public static class TelemetryExtensions
{
    /// <summary>New traces that a process keeps in a second, unless OTEL_TRACES_SAMPLER says otherwise.</summary>
    private const int TracesPerSecond = 20;

    /// <summary>
    /// Collects traces, metrics and logs. They leave the process only when OTEL_EXPORTER_OTLP_ENDPOINT is set, so an
    /// unwatched platform pays for none of it.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        CarryTraceIds();
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;

        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeScopes = true;
            // Dashboards show this text; without it, a template with its holes.
            logs.IncludeFormattedMessage = true;
        });
        builder.Services.AddOpenTelemetry()
            .WithTracing(traces => Sampled(traces, builder.Configuration["OTEL_TRACES_SAMPLER"])
                .AddAspNetCoreInstrumentation(http => http.Filter = context => !IsWatching(context.Request.Path))
                .AddHttpClientInstrumentation()
                .AddNpgsql()
                .AddProcessor<BusSpans>()
                .AddSource("IopPlatform.*", BusSpans.Source, "Yarp.ReverseProxy")
                // Its source "Microsoft.Orleans.Runtime" tells of the silo's own timers, many a second.
                .AddSource("Microsoft.Orleans.Application")
                // What a person does on a page: without it, the calls that follow would have no beginning, and not be kept.
                .AddSource("Microsoft.AspNetCore.Components"))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter("IopPlatform.*", BusSpans.Source, "Npgsql", "Yarp.ReverseProxy", "Microsoft.Orleans"))
            .UseOtlpExporter();
    }

    /// <summary>What only watches the process, every second or so, would bury what people do.</summary>
    private static bool IsWatching(PathString path) => path.Value is "/health" or "/alive" or "/internal/grains";

    private static TracerProviderBuilder Sampled(TracerProviderBuilder traces, string? configured) => string.IsNullOrEmpty(configured)
        ? traces.SetSampler(TraceBudget.Of(TracesPerSecond, TimeProvider.System))
        : traces;

    /// <summary>
    /// What is not recorded, for want of an exporter or because its trace is not kept, still carries the trace id over the bus, since
    /// audit rows and problem details name it.
    /// </summary>
    private static void CarryTraceIds() => ActivitySource.AddActivityListener(new ActivityListener
    {
        ShouldListenTo = source => source.Name is BusSpans.Source or "IopPlatform.Messaging",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    });
}
