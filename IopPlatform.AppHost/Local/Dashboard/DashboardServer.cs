using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IopPlatform.AppHost.Local;

/// <summary>Serves the dashboard's protocol on loopback, without encryption, to whoever has the key.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    public const string KeyHeader = "x-resource-service-api-key";
    private const int ConnectionsMax = 32;
    private const int RequestBytesMax = 64 * 1024;
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(2);
    private readonly WebApplication app;

    private DashboardServer(WebApplication app, Uri address)
    {
        this.app = app;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<DashboardServer> StartAsync(
        PlatformWatch watch, ResourceOperations operations, string logFolder, int port, string key, CancellationToken cancellationToken)
    {
        // The orchestrator's own environment is not meant for this server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.Limits.MaxConcurrentConnections = ConnectionsMax;
            server.Limits.MaxRequestBodySize = null;
            server.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = RequestBytesMax);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopsWithin);
        builder.Services.AddSingleton(services => new DashboardProtocol(
            watch, operations, logFolder, services.GetRequiredService<IHostApplicationLifetime>()));
        var app = builder.Build();
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        app.Use((context, next) => HasKey(context.Request, expected) ? next(context) : RefuseAsync(context.Response));
        app.MapGrpcService<DashboardProtocol>();
        await app.StartAsync(cancellationToken);
        return new DashboardServer(app, new Uri($"http://localhost:{port}"));
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    /// <summary>Digests have one length, so that the time taken tells nothing of the key.</summary>
    private static bool HasKey(HttpRequest request, byte[] expected) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers[KeyHeader].ToString())), expected);

    /// <summary>A gRPC answer that consists of its status alone.</summary>
    private static Task RefuseAsync(HttpResponse response)
    {
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = "16";
        response.Headers["grpc-message"] = "The key is missing or wrong.";
        return Task.CompletedTask;
    }
}
