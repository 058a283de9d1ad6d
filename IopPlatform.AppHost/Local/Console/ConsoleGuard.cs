using Microsoft.AspNetCore.Http;

namespace IopPlatform.AppHost.Local;

/// <summary>
/// What every request to the console must pass. One origin only, so that a foreign name that is made to point at this machine is
/// refused; a session for everything but the sign-in; and for what changes something the page's own origin and the session's token.
/// </summary>
internal sealed class ConsoleGuard(Uri address, ConsoleSessions sessions)
{
    public const string Cookie = "iop-console";
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Nothing secret is in them, and the page that says how to sign in needs its looks.</summary>
    private static readonly string[] Open = ["/sign-in", "/console.css"];

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var (request, response) = (context.Request, context.Response);
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // Not "no-referrer": by it browsers also keep a form's origin to themselves, and no command would pass.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (request.Host.Value != address.Authority || (request.Headers.Origin is [{ } origin] && !IsOwn(origin)))
        {
            await RefuseAsync(response, StatusCodes.Status403Forbidden, "This is not the console's address.");
        }
        else if (!Open.Contains(request.Path.Value) && !sessions.Knows(request.Cookies[Cookie]))
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            await ConsoleFrame.WriteAsync(context, "Sign in", SignInPage.HowTo("This browser has not opened the console yet, or its 12 hours are over."));
        }
        else if (HttpMethods.IsPost(request.Method) && !await IsFromOwnPageAsync(request))
        {
            await RefuseAsync(response, StatusCodes.Status403Forbidden, "This did not come from a page of the console.");
        }
        else if (HttpMethods.IsGet(request.Method) || HttpMethods.IsPost(request.Method))
        {
            await next(context);
        }
        else
        {
            await RefuseAsync(response, StatusCodes.Status405MethodNotAllowed, "GET and POST only.");
        }
    }

    private bool IsOwn(string origin) => origin == address.GetLeftPart(UriPartial.Authority);

    private async Task<bool> IsFromOwnPageAsync(HttpRequest request) =>
        request.Headers.Origin is [{ } origin] && IsOwn(origin)
        && request.Headers["Sec-Fetch-Site"] is [] or ["same-origin"]
        && request.HasFormContentType
        && sessions.IsFormToken((await request.ReadFormAsync(request.HttpContext.RequestAborted))["token"], request.Cookies[Cookie] ?? "");

    private static Task RefuseAsync(HttpResponse response, int status, string why)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync(why + "\n");
    }
}
