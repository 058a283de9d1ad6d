using System.Net.Http.Headers;
using IopPlatform.Gateway.Tests;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;

[assembly: AssemblyFixture(typeof(BehindGateway))]

namespace IopPlatform.Gateway.Tests;

/// <summary>The gateway in front of one plain HTTP server on loopback that stands for all services and tells what it was asked.</summary>
public sealed class BehindGateway : IAsyncLifetime
{
    private WebApplication service = null!;
    private WebApplicationFactory<GatewayAssembly> gateway = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        service = builder.Build();
        service.MapGet("/api/program-state/episodes/{id}", StreamAsync);
        service.MapFallback((HttpContext context) =>
            $"{context.Request.Method} {context.Request.Path} {context.Request.Headers.TraceParent.ToString().Split('-').ElementAtOrDefault(1)}");
        await service.StartAsync();

        gateway = new WebApplicationFactory<GatewayAssembly>().WithWebHostBuilder(web =>
        {
            web.UseEnvironment("Production");
            web.UseSetting("Authentication:Issuer", TestTokens.Issuer);
            foreach (var name in new[] { "identity", "intake", "scheduling", "clinical-notes", "program-state", "notifications", "outcomes" })
            {
                web.UseSetting($"services:{name}:http:0", service.Urls.First());
            }

            web.ConfigureTestServices(TestTokens.AcceptedBy);
        });
        gateway.StartServer();
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await service.DisposeAsync();
    }

    public HttpClient Client(Caller? caller = null)
    {
        var client = gateway.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        if (caller is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.For(caller));
        }

        return client;
    }

    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("id: 1\nevent: state\ndata: {}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
