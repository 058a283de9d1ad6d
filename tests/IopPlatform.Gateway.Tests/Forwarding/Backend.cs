using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IopPlatform.Gateway.Tests.Forwarding;

/// <summary>An instance of every service that remembers what it was asked; what it answers can be changed.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication app;

    private Backend(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    public ConcurrentQueue<(string Method, string Path, string Body)> Asked { get; } = new();

    public bool IsReady { get; set; } = true;

    /// <summary>Instead of 200 with its address.</summary>
    public RequestDelegate? Answer { get; set; }

    /// <summary>An address at which nobody listens.</summary>
    public static string Nowhere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    public static async Task<Backend> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        var backend = new Backend(builder.Build());
        backend.app.Run(backend.RunAsync);
        await backend.app.StartAsync();
        return backend;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task RunAsync(HttpContext context)
    {
        if (context.Request.Path == "/health")
        {
            context.Response.StatusCode = IsReady ? 200 : 503;
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        Asked.Enqueue((context.Request.Method, context.Request.Path, await reader.ReadToEndAsync(context.RequestAborted)));
        await (Answer is { } answer ? answer(context) : context.Response.WriteAsync(Address, context.RequestAborted));
    }
}
