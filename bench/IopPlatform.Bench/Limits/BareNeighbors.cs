using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;

namespace IopPlatform.Bench.Limits;

/// <summary>The same bytes from a bare minimal API behind a bare YARP: two processes that do nothing else.</summary>
internal sealed class BareNeighbors : IDisposable
{
    private readonly List<Process> processes = [];

    private BareNeighbors(Uri address) => Address = address;

    /// <summary>Of the proxy.</summary>
    public Uri Address { get; }

    public static async Task<BareNeighbors> StartAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, body.ToArray(), cancellationToken);
        var (api, proxy) = (FreeAddress(), FreeAddress());
        var neighbors = new BareNeighbors(new Uri(proxy));
        neighbors.Start("bare-api", api, file);
        neighbors.Start("bare-proxy", proxy, api);
        using var http = new HttpClient();
        while (!await AnswersAsync(http, new Uri(neighbors.Address, "/state"), cancellationToken)) await Task.Delay(50, cancellationToken);
        File.Delete(file);
        return neighbors;
    }

    public static async Task<int> RunApiAsync(string url, string file)
    {
        var body = await File.ReadAllBytesAsync(file);
        var app = Build(url, _ => { });
        app.MapGet("/state", () => Results.Bytes(body, "application/json"));
        return await RunAsync(app);
    }

    public static async Task<int> RunProxyAsync(string url, string behind)
    {
        var app = Build(url, builder => builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "api", Match = new RouteMatch { Path = "{**all}" } }],
            [new ClusterConfig { ClusterId = "api", Destinations = new Dictionary<string, DestinationConfig> { ["api"] = new() { Address = behind } } }]));
        app.MapReverseProxy();
        return await RunAsync(app);
    }

    public void Dispose()
    {
        foreach (var process in processes)
        {
            process.Kill();
            process.Dispose();
        }
    }

    private static WebApplication Build(string url, Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        configure(builder);
        return builder.Build();
    }

    /// <summary>Ends with the bench, however that ends: then nobody holds the other end of standard input.</summary>
    private static async Task<int> RunAsync(WebApplication app)
    {
        await app.StartAsync();
        await Console.In.ReadLineAsync();
        await app.StopAsync();
        return 0;
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(address, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    private void Start(params string[] args) =>
        processes.Add(Process.Start(new ProcessStartInfo(Environment.ProcessPath!, args) { RedirectStandardInput = true })!);
}
