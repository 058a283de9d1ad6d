using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace IopPlatform.AppHost.Local;

/// <summary>Shows the received mail: a list at <c>/</c>, the same as <c>/messages.json</c>, and each message's raw text.</summary>
internal sealed class MailPage : IAsyncDisposable
{
    private readonly WebApplication app;

    private MailPage(WebApplication app) => this.app = app;

    public static async Task<MailPage> StartAsync(MailFolder folder, int port, CancellationToken cancellationToken)
    {
        // The orchestrator's own environment (ASPNETCORE_URLS and the like) is not meant for this page.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => server.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, folder));
        await app.StartAsync(cancellationToken);
        return new MailPage(app);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static Task AnswerAsync(HttpContext context, MailFolder folder)
    {
        var path = context.Request.Path.Value ?? "/";
        if (path == "/messages.json")
        {
            return context.Response.WriteAsJsonAsync(folder.List());
        }

        if (path == "/")
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync(List(folder.List()));
        }

        if (path.StartsWith("/messages/", StringComparison.Ordinal) && folder.Read(path["/messages/".Length..]) is { } message)
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.Body.WriteAsync(message).AsTask();
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static string List(IReadOnlyList<ReceivedMail> messages)
    {
        var html = new StringBuilder("<!doctype html><meta charset=utf-8><title>Mail</title><style>body{font:15px sans-serif;margin:2em}")
            .Append("td,th{text-align:left;padding:.2em 1em .2em 0}</style><h1>Received mail</h1><table><tr><th>received<th>to<th>subject</tr>");
        foreach (var message in messages)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{message.ReceivedAt:u}<td>{WebUtility.HtmlEncode(string.Join(", ", message.Recipients))}")
                .Append(
                    CultureInfo.InvariantCulture,
                    $"<td><a href=\"/messages/{message.Id}\">{WebUtility.HtmlEncode(message.Subject)}</a></tr>");
        }

        return html.Append("</table>").ToString();
    }
}
