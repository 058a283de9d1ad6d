using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace IopPlatform.Identity.Features.SignIn;

/// <summary>
/// The frame of the few pages that Identity shows: plain HTML, its one style sheet allowed by hash, and where a passkey needs it
/// one script by its address.
/// </summary>
internal static class Page
{
    private const string Style =
        """
        :root{color-scheme:light dark;--ink:#17313a;--soft:#51666e;--paper:#fff;--back:#e9f1f1;--line:#8fa5ab;--act:#0b6470;--bad:#a3231b}
        @media(prefers-color-scheme:dark){:root{--ink:#e8f0f1;--soft:#a9bcc2;--paper:#17262b;--back:#0e181b;--line:#5d757c;--act:#7fd0d8;--bad:#ff9d92}}
        *{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--back);
        color:var(--ink);font:1rem/1.5 system-ui,sans-serif}main{width:100%;max-width:25rem;background:var(--paper);border-radius:.75rem;
        padding:2rem;box-shadow:0 .5rem 2rem #0002}h1{margin:0 0 .25rem;font-size:1.5rem;line-height:1.25}p{margin:0 0 1.25rem;color:var(--soft)}
        label{display:block;margin:0 0 .25rem;font-weight:600}input{width:100%;margin:0 0 1rem;padding:.625rem .75rem;font:inherit;color:inherit;
        background:transparent;border:1px solid var(--line);border-radius:.375rem}button,a.choice{display:block;width:100%;padding:.7rem;
        font:inherit;font-weight:600;text-align:center;text-decoration:none;border:1px solid var(--act);border-radius:.375rem;cursor:pointer}
        button{color:var(--paper);background:var(--act)}button.second{margin-top:.75rem;color:var(--act);background:transparent}a.choice{margin:0 0 .75rem;color:var(--act)}
        :focus-visible{outline:3px solid var(--act);outline-offset:2px}.error{color:var(--bad);font-weight:600}
        form+form,ul{margin-top:1rem}ul{padding:0;list-style:none}li{margin:0 0 1.25rem}.qr{display:block;width:13rem;margin:0 auto 1rem}.key,.codes{overflow-wrap:anywhere}.key a{color:var(--act)}p>a:only-child{display:inline-block;padding:.25rem 0;color:var(--act)}
        """;

    /// <summary>
    /// A form's redirects count as its targets in some browsers, so the loopback addresses of native clients are named, too.
    /// </summary>
    private static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "form-action 'self' http://127.0.0.1:*; base-uri 'none'; frame-ancestors 'none'";

    public static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    /// <param name="body">HTML; whatever came from outside is encoded already.</param>
    /// <param name="hasScript">Allows the script of passkeys, no other of this host, and what it asks this host for.</param>
    public static IResult Show(
        HttpContext http, string title, string body, int status = StatusCodes.Status200OK, bool hasScript = false)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy
            + (hasScript ? $"; script-src {http.Request.Scheme}://{http.Request.Host}{PasskeyScript.Path}; connect-src 'self'" : "");
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        return Results.Content(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(title)}</title><style>{Style}</style></head>
            <body><main><h1>{Encode(title)}</h1>
            {body}
            </main></body></html>
            """,
            "text/html; charset=utf-8",
            Encoding.UTF8,
            status);
    }
}
