using System.Collections.Concurrent;
using System.IO.Compression;
using IopPlatform.AppHost;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IopPlatform.Testing.Otlp;

/// <summary>Takes logs, spans and metrics as an OTLP collector does (HTTP, protobuf), and keeps the bytes as they came.</summary>
public sealed class OtlpSink : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<byte[]>> received = new();

    private OtlpSink(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.Single());

    /// <summary>By signal: logs, traces and metrics.</summary>
    public IReadOnlyDictionary<string, ConcurrentQueue<byte[]>> Received => received;

    public static async Task<OtlpSink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var sink = new OtlpSink(builder.Build());
        sink.app.MapPost("/v1/{signal}", sink.KeepAsync);
        await sink.app.StartAsync();
        return sink;
    }

    /// <summary>The same platform, whose services tell everything to this sink.</summary>
    public Topology Watching(Topology topology) => topology with { Projects = [.. topology.Projects.Select(Watched)] };

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private ProjectResource Watched(ProjectResource project) => project with
    {
        Environment = new Dictionary<string, EnvironmentValue>(project.Environment)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = new EnvironmentValue.Text(Address.ToString().TrimEnd('/')),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = new EnvironmentValue.Text("http/protobuf"),
            ["OTEL_METRIC_EXPORT_INTERVAL"] = new EnvironmentValue.Text("2000"),
            ["OTEL_BSP_SCHEDULE_DELAY"] = new EnvironmentValue.Text("500"),
            // None may be dropped on the way.
            ["OTEL_BSP_MAX_QUEUE_SIZE"] = new EnvironmentValue.Text("100000"),
            ["OTEL_TRACES_SAMPLER"] = new EnvironmentValue.Text("always_on"),
        },
    };

    private async Task<IResult> KeepAsync(string signal, HttpRequest request)
    {
        using var content = new MemoryStream();
        var body = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        await body.CopyToAsync(content);
        received.GetOrAdd(signal, _ => new()).Enqueue(content.ToArray());
        return Results.Bytes([], "application/x-protobuf");
    }
}
