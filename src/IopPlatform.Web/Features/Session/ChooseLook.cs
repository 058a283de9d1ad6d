using IopPlatform.Web.Shell;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace IopPlatform.Web.Features.Session;

/// <summary>Language, light or dark, and row height: choices of this browser, kept in cookies that say nothing about anybody.</summary>
internal static class ChooseLook
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/web/look", Choose).AllowAnonymous();

    private static RedirectHttpResult Choose(
        HttpContext http, [FromForm] string? language, [FromForm] string? theme, [FromForm] string? density, [FromForm] string? returnUrl)
    {
        Keep(http, Look.LanguageCookie, language, Look.Languages);
        Keep(http, Look.ThemeCookie, theme, Look.Themes);
        Keep(http, Look.DensityCookie, density, Look.Densities);
        return TypedResults.LocalRedirect(SignInAndOut.Local(returnUrl));
    }

    private static void Keep(HttpContext http, string cookie, string? value, IReadOnlyList<string> allowed)
    {
        if (value is null || !allowed.Contains(value)) return;
        http.Response.Cookies.Append(
            cookie, value, new CookieOptions { MaxAge = Kept, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, HttpOnly = true, Path = "/" });
    }
}
