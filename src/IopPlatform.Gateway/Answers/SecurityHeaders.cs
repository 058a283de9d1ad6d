using Microsoft.Extensions.Primitives;
using Scalar.AspNetCore;

namespace IopPlatform.Gateway.Answers;

/// <summary>
/// The headers that keep an answer from being sniffed, framed, cached or embedded. Each is added when the answer begins and only
/// where it is not there yet, so that Identity's pages keep their own and nothing stands twice.
/// </summary>
internal static class SecurityHeaders
{
    private const string ApiPolicy = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>For answers of Identity that state no policy: redirects and the self-posting form of OpenID Connect.</summary>
    private const string SignInPolicy = "frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    private const string TransportSecurity = "max-age=31536000; includeSubDomains";
    private const string NoFeatures = "accelerometer=(), camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

    /// <param name="issuer">The public origin; HSTS is sent when it is https.</param>
    public static void UseSecurityHeaders(this WebApplication app, string issuer)
    {
        var isHttps = issuer.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                Add(context, isHttps);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    private static void Add(HttpContext context, bool isHttps)
    {
        var headers = context.Response.Headers;
        headers.Remove("Server");
        if (isHttps) headers.TryAdd("Strict-Transport-Security", TransportSecurity);
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Permissions-Policy", NoFeatures);
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        headers.TryAdd("Content-Security-Policy", PolicyOf(context));
        if (IsPrivate(context.Request.Path)) headers.TryAdd("Cache-Control", "no-store");
    }

    /// <summary>Answers of the API hold patient data; those of the sign-in hold codes and tokens.</summary>
    private static bool IsPrivate(PathString path) => path.StartsWithSegments("/api") || IsSignIn(path);

    private static bool IsSignIn(PathString path) =>
        path.StartsWithSegments("/connect") || path.StartsWithSegments("/sign-in") || path.StartsWithSegments("/sign-out")
        || path.StartsWithSegments("/signed-in");

    private static StringValues PolicyOf(HttpContext context) => context.Request.Path switch
    {
        var path when path.StartsWithSegments("/docs") => DocsPolicy(context),
        var path when IsSignIn(path) => SignInPolicy,
        _ => ApiPolicy,
    };

    /// <summary>The API reference is a script of this origin that adds its own styles; its inline start carries a nonce.</summary>
    private static string DocsPolicy(HttpContext context) =>
        $"default-src 'none'; script-src 'self' 'nonce-{context.Items[ScalarOptions.NonceHttpContextItemKey]}'; "
        + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
