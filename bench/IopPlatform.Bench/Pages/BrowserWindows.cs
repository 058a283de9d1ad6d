using System.Net;
using IopPlatform.AppHost.Local;
using Microsoft.Playwright;

namespace IopPlatform.Bench.Pages;

/// <summary>Windows of Debian's Chromium in which somebody is signed in; each notes when its page is usable and when its live part changes.</summary>
internal sealed class BrowserWindows : IAsyncDisposable
{
    /// <summary>Usable: the heading stands, nothing is being read any more, and it stays so for a moment.</summary>
    private const string Notes =
        """
        (() => {
          window.iopSeen = [];
          const look = () => {
            const ready = document.querySelector('h1') && !document.querySelector('.iop-loading');
            if (!ready) window.iopUsable = undefined;
            else window.iopUsable ??= performance.now();
          };
          new MutationObserver(changes => {
            look();
            const now = Date.now();
            for (const change of changes) if (change.attributeName === 'data-version') window.iopSeen.push(now);
          }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-version', 'class'] });
          addEventListener('DOMContentLoaded', look);
        })();
        """;

    private const string StaysUsable = "() => window.iopUsable !== undefined && performance.now() - window.iopUsable > 250";

    private static readonly string[] Arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"];

    private readonly IPlaywright playwright;
    private readonly List<IBrowser> browsers = [];

    private BrowserWindows(IPlaywright playwright) => this.playwright = playwright;

    public static async Task<BrowserWindows> StartAsync() => new(await Playwright.CreateAsync());

    /// <summary>A browser of its own with one window.</summary>
    public async Task<IBrowserContext> OpenBrowserAsync(CookieCollection cookies, Uri origin)
    {
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Prerequisite.Browser.Program, Args = Arguments });
        browsers.Add(browser);
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        await context.AddInitScriptAsync(Notes);
        await context.AddCookiesAsync(cookies.Select(cookie => new Microsoft.Playwright.Cookie { Name = cookie.Name, Value = cookie.Value, Url = origin.AbsoluteUri }));
        return context;
    }

    /// <returns>Milliseconds from the start of the navigation until the page is usable.</returns>
    public static async Task<double> UsableAsync(IPage page, Uri address)
    {
        var answer = await page.GotoAsync(address.AbsoluteUri);
        if (answer?.Status != 200) throw new InvalidOperationException($"{address.AbsolutePath} was answered with {answer?.Status}.");
        await page.WaitForFunctionAsync(StaysUsable, options: new() { PollingInterval = 50 });
        return await page.EvaluateAsync<double>("() => window.iopUsable");
    }

    /// <returns>When the live part changed next after so many changes, by the clock that all processes share.</returns>
    public static async Task<DateTimeOffset> SeenAsync(IPage page, int before)
    {
        await page.WaitForFunctionAsync("before => window.iopSeen.length > before", before, new() { PollingInterval = 20, Timeout = 10_000 });
        return DateTimeOffset.FromUnixTimeMilliseconds(await page.EvaluateAsync<long>("before => window.iopSeen[before]", before));
    }

    public static Task<int> ChangesAsync(IPage page) => page.EvaluateAsync<int>("() => window.iopSeen.length");

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in browsers) await browser.DisposeAsync();
        playwright.Dispose();
    }
}
