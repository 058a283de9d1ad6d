using IopPlatform.Gateway.Tests;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(BehindGateway))]

namespace IopPlatform.Gateway.Tests;

/// <summary>The gateway in front of one plain HTTP server on loopback that stands for all services and tells what it was asked.</summary>
public sealed class BehindGateway : IAsyncLifetime
{
    private WebApplication service = null!;
    private GatewayInstance gateway = null!;

    /// <summary>The address of the server that stands for all services.</summary>
    public string Service => service.Urls.First();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        service = builder.Build();
        service.MapGet("/api/program-state/episodes/{id}", StreamAsync);
        service.MapGet("/sign-in", PageAsync);
        service.MapGet("/api/intake/instruments", (HttpContext context) => context.Response.Headers.CacheControl = "max-age=60");
        service.MapFallback((HttpContext context) =>
            $"{context.Request.Method} {context.Request.Path} {context.Request.Headers.TraceParent.ToString().Split('-').ElementAtOrDefault(1)}");
        await service.StartAsync();
        gateway = await GatewayInstance.StartAsync([Service]);
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await service.DisposeAsync();
    }

    public HttpClient Client(Caller? caller = null) => gateway.Client(caller);

    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("id: 1\nevent: state\ndata: {}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A page with headers of its own, as Identity's are.</summary>
    private static Task PageAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; form-action 'self'";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        context.Response.Headers.Server = "Secret/1.0";
        return context.Response.WriteAsync("<html></html>");
    }
}
