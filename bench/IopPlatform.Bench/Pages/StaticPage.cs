using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IopPlatform.Bench.Pages;

/// <summary>A page that is nothing but a heading and a paragraph: what the browser itself costs.</summary>
internal sealed class StaticPage : IAsyncDisposable
{
    private const string Html =
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Bare</title></head><body><h1>Bare</h1><p>Nothing else.</p></body></html>";

    private readonly WebApplication app;

    private StaticPage(WebApplication app) => this.app = app;

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<StaticPage> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var page = new StaticPage(builder.Build());
        page.app.MapGet("/", () => Results.Content(Html, "text/html"));
        await page.app.StartAsync(cancellationToken);
        return page;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
