using System.Text;
using Microsoft.AspNetCore.Http;

namespace IopPlatform.AppHost.Local;

/// <summary>What surrounds every page.</summary>
internal static class ConsoleFrame
{
    private static readonly (string Path, string Name)[] Pages = [("/", "Overview"), ("/messages", "Messages"), ("/logs", "Logs")];

    /// <param name="stream">Where the page's live parts come from; null when it has none.</param>
    public static Task WriteAsync(HttpContext context, string title, Html content, string? stream = null)
    {
        var page = Html.Of(
            $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="color-scheme" content="light dark"><title>{title} · IopPlatform</title>
            <link rel="stylesheet" href="/console.css"><script src="/console.js" defer></script></head>
            <body data-stream="{stream ?? ""}"><a class="skip" href="#content">To the content</a>
            <header><a class="brand" href="/"><svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="5" cy="12" r="3"/><circle cx="18" cy="5" r="3"/><circle cx="18" cy="19" r="3"/><path d="M8 11l7-5M8 13l7 5"/></svg>IopPlatform</a>
            <nav aria-label="Pages">{Html.Join(Pages.Select(one => Link(one.Path, one.Name, context)))}</nav>
            <p id="connection" role="status"></p></header>
            <main id="content" tabindex="-1">{content}</main></body></html>
            """);
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(page.Text, Encoding.UTF8);
    }

    private static Html Link(string path, string name, HttpContext context) => Html.Of(
        $"<a href=\"{path}\"{new Html(context.Request.Path == path ? " aria-current=\"page\"" : "")}>{name}</a>");
}
