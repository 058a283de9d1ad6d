using System.Net.Http.Headers;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace IopPlatform.Gateway.Tests;

/// <summary>A gateway of its own in this process, as in production but for the tests' signing key.</summary>
internal sealed class GatewayInstance : IAsyncDisposable
{
    private static readonly string[] Services =
        ["identity", "intake", "scheduling", "clinical-notes", "program-state", "notifications", "outcomes"];

    private readonly WebApplicationFactory<GatewayAssembly> factory;

    private GatewayInstance(WebApplicationFactory<GatewayAssembly> factory, Uri? address)
    {
        this.factory = factory;
        Address = address;
    }

    /// <summary>Null without a real server.</summary>
    public Uri? Address { get; }

    /// <param name="instances">The addresses of every service's instances.</param>
    /// <param name="onKestrel">With the real server on a port of its own; what it refuses before any middleware is seen only so.</param>
    public static async Task<GatewayInstance> StartAsync(
        IReadOnlyList<string> instances, IReadOnlyDictionary<string, string>? settings = null, bool onKestrel = false)
    {
        var redis = (await TestServers.GetAsync()).Redis;
        var factory = new WebApplicationFactory<GatewayAssembly>().WithWebHostBuilder(web =>
        {
            web.UseEnvironment("Production");
            web.UseSetting("Authentication:Issuer", TestTokens.Issuer);
            web.UseSetting("ConnectionStrings:redis", redis);
            web.UseSetting("urls", "http://127.0.0.1:0");
            foreach (var service in Services)
            {
                foreach (var (index, address) in instances.Index()) web.UseSetting($"services:{service}:http:{index}", address);
            }

            foreach (var (key, value) in settings ?? new Dictionary<string, string>()) web.UseSetting(key, value);
            web.ConfigureTestServices(TestTokens.AcceptedBy);
        });
        if (onKestrel) factory.UseKestrel();
        factory.StartServer();
        return new GatewayInstance(factory, onKestrel ? AddressOf(factory) : null);
    }

    public HttpClient Client(Caller? caller = null)
    {
        var client = Address is null
            ? factory.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false })
            : new HttpClient { BaseAddress = Address };
        if (caller is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.For(caller));
        }

        return client;
    }

    public T Get<T>()
        where T : notnull => factory.Services.GetRequiredService<T>();

    private static Uri AddressOf(WebApplicationFactory<GatewayAssembly> factory) =>
        new(factory.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    public ValueTask DisposeAsync() => factory.DisposeAsync();
}
