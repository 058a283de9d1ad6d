using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using IopPlatform.AppHost.Operating;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IopPlatform.AppHost.Local;

/// <summary>What the console shows and does.</summary>
/// <param name="Parked">The failed messages of one service.</param>
internal sealed record ConsoleParts(
    PlatformWatch Watch, ResourceOperations Operations, Func<string, ParkedMessages> Parked, IReadOnlyList<string> Services, string LogFolder, string LinkKey);

/// <summary>The operator console: pages from this process, on loopback, for whoever has opened a sign-in link.</summary>
internal sealed class ConsoleSite : IAsyncDisposable
{
    private const int ConnectionsMax = 128;
    private const int RequestBytesMax = 16 * 1024;
    private const int MessagesListed = 200;
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ListedWithin = TimeSpan.FromSeconds(5);
    private readonly WebApplication app;
    private readonly ConsoleParts parts;
    private readonly ConsoleSessions sessions;
    private readonly ConcurrentDictionary<string, CommandResult> results = new();

    private ConsoleSite(WebApplication app, ConsoleParts parts, Uri address, ConsoleSessions sessions)
    {
        this.app = app;
        this.parts = parts;
        this.sessions = sessions;
        Address = address;
    }

    /// <summary>By number, so that pages of other programs at localhost never see its cookie.</summary>
    public Uri Address { get; }

    public static async Task<ConsoleSite> StartAsync(ConsoleParts parts, int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxConcurrentConnections = ConnectionsMax;
            server.Limits.MaxRequestBodySize = RequestBytesMax;
            server.Listen(IPAddress.Loopback, port);
        });
        builder.Services.AddRouting();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopsWithin);
        var app = builder.Build();
        var sessions = new ConsoleSessions(parts.LinkKey, TimeProvider.System);
        var site = new ConsoleSite(app, parts, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")), sessions);
        app.Use(new ConsoleGuard(site.Address, sessions).PassAsync);
        site.Map();
        await app.StartAsync(cancellationToken);
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private void Map()
    {
        app.MapGet("/sign-in", (RequestDelegate)(context => SignInPage.AnswerAsync(context, sessions)));
        app.MapPost("/sign-out", (RequestDelegate)SignOutAsync);
        app.MapGet("/console.css", (RequestDelegate)(context => FileAsync(context, "console.css", "text/css")));
        app.MapGet("/console.js", (RequestDelegate)(context => FileAsync(context, "console.js", "text/javascript")));
        app.MapGet("/", (RequestDelegate)(context => PageAsync(context, "Overview", OverviewPage.Draw(parts.Watch, Now()), "/live")));
        app.MapGet("/live", (RequestDelegate)(context => LiveAsync(context, () => OverviewPage.Live(parts.Watch, Now()))));
        app.MapGet("/messages", (RequestDelegate)MessagesAsync);
        app.MapGet("/messages/live", (RequestDelegate)(context => LiveAsync(context, () => MessagesPage.Live(parts.Watch.Vitals))));
        app.MapPost("/messages/retry", (RequestDelegate)(context => DoAsync(context, "/messages", RetryAsync)));
        app.MapPost("/messages/replay", (RequestDelegate)(context => DoAsync(context, "/messages", ReplayAsync)));
        app.MapGet("/logs", (RequestDelegate)LogsAsync);
        app.MapGet("/logs/live", (RequestDelegate)LogLinesAsync);
        app.MapGet("/resources/{name}", (RequestDelegate)(context => ResourceAsync(context, resource => PageAsync(
            context, resource.Name, ResourcePage.Draw(resource, parts.Watch, parts.LogFolder, Now()), $"/resources/{resource.Name}/live"))));
        app.MapGet("/resources/{name}/live", (RequestDelegate)(context => ResourceAsync(context, resource => LiveAsync(
            context, () => ResourcePage.Live(Find(resource.Name)!, parts.Watch, Now())))));
        app.MapGet("/resources/{name}/{command}", (RequestDelegate)(context => ResourceAsync(context, resource => AskAsync(context, resource))));
        app.MapPost("/resources/{name}/{command}", (RequestDelegate)(context => ResourceAsync(context, resource => CommandAsync(context, resource.Name))));
    }

    private Task CommandAsync(HttpContext context, string resource) => DoAsync(
        context, $"/resources/{resource}", _ => parts.Operations.RunAsync(resource, Route(context, "command"), app.Lifetime.ApplicationStopping));

    private async Task PageAsync(HttpContext context, string title, Html content, string? stream)
    {
        var result = results.TryRemove(CookieOf(context), out var found) ? CommandPage.Result(found) : Html.Empty;
        await ConsoleFrame.WriteAsync(context, title, Html.Of($"{result}{content}"), stream);
    }

    private async Task LiveAsync(HttpContext context, Func<IEnumerable<(string Key, Html Content)>> live) =>
        await UntilGoneAsync(context, gone => LiveStream.PartsAsync(context, parts.Watch, live, gone));

    private async Task ResourceAsync(HttpContext context, Func<ResourceSnapshot, Task> answer)
    {
        if (Find(Route(context, "name")) is { } resource)
        {
            await answer(resource);
            return;
        }

        await NotFoundAsync(context);
    }

    private async Task AskAsync(HttpContext context, ResourceSnapshot resource)
    {
        if (ResourceCommand.All.FirstOrDefault(command => command.Name == Route(context, "command")) is not { } wanted)
        {
            await NotFoundAsync(context);
            return;
        }

        await PageAsync(context, $"{wanted.Title} {resource.Name}", CommandPage.Draw(wanted, resource, parts.Watch, sessions.FormToken(CookieOf(context))), null);
    }

    /// <summary>Does it, and leads back to a page that says how it went.</summary>
    private async Task DoAsync(HttpContext context, string back, Func<IFormCollection, Task<CommandResult>> work)
    {
        try
        {
            results[CookieOf(context)] = await work(await context.Request.ReadFormAsync(context.RequestAborted));
        }
        catch (InvalidOperationException exception)
        {
            results[CookieOf(context)] = new CommandResult(false, exception.Message);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return;
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = back;
    }

    private async Task<CommandResult> RetryAsync(IFormCollection form)
    {
        var messages = parts.Parked(Service(form));
        var message = await messages.FindAsync(form["id"].ToString(), app.Lifetime.ApplicationStopping);
        if (message is null)
        {
            return new CommandResult(false, "This message does not wait any more.");
        }

        await messages.RetryAsync(message, app.Lifetime.ApplicationStopping);
        return new CommandResult(true, $"{message.Id} goes to {message["endpoint"]} again.");
    }

    private async Task<CommandResult> ReplayAsync(IFormCollection form)
    {
        var service = Service(form);
        var count = form["where"] == "parked"
            ? await parts.Parked(service).ReplayAsync(service, form["endpoint"].ToString(), app.Lifetime.ApplicationStopping)
            : await parts.Parked(service).ReturnAllAsync(service, app.Lifetime.ApplicationStopping);
        return new CommandResult(true, count == 1 ? "1 message is sent again." : $"{count} messages are sent again.");
    }

    private string Service(IFormCollection form) => parts.Services.FirstOrDefault(service => service == form["service"])
        ?? throw new InvalidOperationException("There is no such service.");

    private async Task MessagesAsync(HttpContext context)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(ListedWithin);
        var services = await Task.WhenAll(parts.Services.Select(service => ListAsync(service, limit.Token)));
        await PageAsync(context, "Messages", MessagesPage.Draw(parts.Watch.Vitals, services, sessions.FormToken(CookieOf(context))), "/messages/live");
    }

    /// <summary>A service that is down hides nothing of the others.</summary>
    private async Task<ServiceMessages> ListAsync(string service, CancellationToken cancellationToken)
    {
        try
        {
            return new ServiceMessages(service, await parts.Parked(service).ListAsync(new MessageFilter(null, "parked", null, MessagesListed), cancellationToken));
        }
        catch (Exception exception) when (exception is InvalidOperationException or OperationCanceledException)
        {
            return new ServiceMessages(service, null);
        }
    }

    private Task LogsAsync(HttpContext context)
    {
        var known = LogFiles.Resources(parts.LogFolder);
        var query = Query(context, known);
        var stream = $"/logs/live?{query.Text}&after={Uri.EscapeDataString(Now().ToString("O", CultureInfo.InvariantCulture))}";
        return PageAsync(context, "Logs", LogPage.Draw(query, known, parts.LogFolder), stream);
    }

    private Task LogLinesAsync(HttpContext context)
    {
        var known = LogFiles.Resources(parts.LogFolder);
        var after = DateTimeOffset.TryParse(context.Request.Query["after"], CultureInfo.InvariantCulture, out var time) ? time : Now();
        return UntilGoneAsync(context, gone => LiveStream.LinesAsync(context, Query(context, known), known, parts.LogFolder, after, gone));
    }

    private async Task UntilGoneAsync(HttpContext context, Func<CancellationToken, Task> stream)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, app.Lifetime.ApplicationStopping);
        try
        {
            await stream(gone.Token);
        }
        catch (InvalidOperationException) when (!context.Response.HasStarted)
        {
            // Too many watch already; the page says that it is not connected.
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        catch (Exception exception) when (gone.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            // The page was closed, or the platform ends.
        }
    }

    private Task SignOutAsync(HttpContext context)
    {
        sessions.SignOut(CookieOf(context));
        context.Response.Cookies.Delete(ConsoleGuard.Cookie);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = "/";
        return Task.CompletedTask;
    }

    private static LogQuery Query(HttpContext context, IReadOnlyList<string> known)
    {
        var query = context.Request.Query;
        return LogQuery.Of(query["resource"], query["level"], query["word"], known);
    }

    private static async Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        await ConsoleFrame.WriteAsync(context, "Not found", Html.Of($"<section class=\"card narrow\"><h1>There is no such page</h1><p><a href=\"/\">To the overview</a></p></section>"));
    }

    private static async Task FileAsync(HttpContext context, string name, string type)
    {
        context.Response.ContentType = $"{type}; charset=utf-8";
        await using var file = typeof(ConsoleSite).Assembly.GetManifestResourceStream(name)!;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private ResourceSnapshot? Find(string name) => parts.Watch.Resources.FirstOrDefault(resource => resource.Name == name);

    private static string Route(HttpContext context, string name) => context.Request.RouteValues[name]?.ToString() ?? "";

    private static string CookieOf(HttpContext context) => context.Request.Cookies[ConsoleGuard.Cookie] ?? "";

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();
}
