using IopPlatform.ServiceDefaults.Auth;
using Microsoft.Extensions.Primitives;

namespace IopPlatform.Web.Server;

internal static class PageRules
{
    /// <summary>
    /// The workspace: scripts of this origin alone. MudBlazor writes its theme and its pop-ups' places as inline styles, so styles may
    /// be inline.
    /// </summary>
    private const string Workspace =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>The portal: no script at all, and no inline style.</summary>
    private const string Portal =
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>The headers of each answer that is not a static file: what may run in it, and that nobody keeps it.</summary>
    public static void UsePageRules(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            // In place of Blazor's own, which says less.
            headers.ContentSecurityPolicy = PolicyOf(context.Request.Path);
            headers.TryAdd("X-Content-Type-Options", "nosniff");
            headers.TryAdd("Referrer-Policy", "same-origin");
            if (StringValues.IsNullOrEmpty(headers.ETag)) headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        return next(context);
    });

    /// <summary>A patient is shown the portal, and nobody else is.</summary>
    public static void UseOwnHalf(this WebApplication app) => app.Use((context, next) =>
    {
        var path = context.Request.Path;
        if (!HttpMethods.IsGet(context.Request.Method) || context.User.Identity?.IsAuthenticated is not true) return next(context);
        var isPatient = context.User.IsInRole(Roles.Patient);
        if (path == "/")
        {
            context.Response.Redirect(isPatient ? "/portal" : "/today");
            return Task.CompletedTask;
        }

        if (!isPatient || !IsPage(context)) return next(context);
        context.Response.Redirect("/portal");
        return Task.CompletedTask;
    });

    private static bool IsPage(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null
        && !context.Request.Path.StartsWithSegments("/portal");

    private static string PolicyOf(PathString path) => path.StartsWithSegments("/portal") ? Portal : Workspace;
}
