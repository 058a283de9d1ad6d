using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IopPlatform.EndToEnd.Tests.Leaks;

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

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> KeepAsync(string signal, HttpRequest request)
    {
        using var content = new MemoryStream();
        var body = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        await body.CopyToAsync(content);
        received.GetOrAdd(signal, _ => new()).Enqueue(content.ToArray());
        return Results.Bytes([], "application/x-protobuf");
    }
}
