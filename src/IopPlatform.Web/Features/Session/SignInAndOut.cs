using IopPlatform.Web.Server;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IopPlatform.Web.Features.Session;

/// <summary>The ways in and out. Open to anybody; what comes after is not.</summary>
internal static class SignInAndOut
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/web/sign-in", SignIn).AllowAnonymous();
        app.MapPost("/web/sign-out", SignOutAsync).AllowAnonymous();
        app.MapGet(SignInExtensions.SignedOutPath, () => Page(
            "You are signed out", "Close the window if others use this computer.")).AllowAnonymous();
        app.MapGet("/web/back", () => Page("You are signed in", "Close this window and go on in the other one."));
        app.MapGet("/web/status/{code:int}", (int code) => Page(Words(code).Title, Words(code).Text, code)).AllowAnonymous();
        app.MapGet("/web/not-signed-in", () => Page(
            "You were not signed in", "Nothing was changed. The sign-in was broken off or took too long.", StatusCodes.Status400BadRequest))
            .AllowAnonymous();
    }

    /// <summary>What is said where no page could say it.</summary>
    private static (string Title, string Text) Words(int status) => status switch
    {
        StatusCodes.Status404NotFound => ("There is no such page", "The address may be wrong, or what it names has gone."),
        StatusCodes.Status403Forbidden => ("Not your page", "This page is for other roles than yours."),
        _ => ("This could not be done.", "Wait a moment, then try again."),
    };

    /// <param name="organization">Switches to it, if the person belongs to it.</param>
    /// <param name="choose">Lets the person pick one of their organizations.</param>
    private static ChallengeHttpResult SignIn(string? returnUrl, Guid? organization, bool? choose)
    {
        var properties = new AuthenticationProperties { RedirectUri = Local(returnUrl) };
        if (organization is { } id) properties.Items["organization"] = id.ToString();
        if (choose is true) properties.Items["prompt"] = "select_account";
        return TypedResults.Challenge(properties, [OpenIdConnectDefaults.AuthenticationScheme]);
    }

    /// <summary>Ends the session here and at Identity, and comes back.</summary>
    private static async Task<Results<RedirectHttpResult, BadRequest>> SignOutAsync(HttpContext http, AccessTokens tokens, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(http)) return TypedResults.BadRequest();
        if (Guid.TryParse(http.User.FindFirst(Tickets.Claim)?.Value, out var ticket)) await tokens.EndAsync(ticket, http.RequestAborted);
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        var back = $"{http.Request.Scheme}://{http.Request.Host}{SignInExtensions.SignedOutPath}";
        return TypedResults.Redirect(
            $"/connect/logout?client_id={AccessTokens.ClientId}&post_logout_redirect_uri={Uri.EscapeDataString(back)}");
    }

    /// <summary>A path of this origin; anything else could lead a person who trusts our address elsewhere.</summary>
    internal static string Local(string? url) =>
        url is ['/', not ('/' or '\\'), ..] && !url.Contains('\\', StringComparison.Ordinal) ? url : "/";

    private static RazorComponentResult Page(string title, string text, int status = StatusCodes.Status200OK) =>
        new(typeof(PlainPage), new Dictionary<string, object?> { [nameof(PlainPage.Title)] = title, [nameof(PlainPage.Text)] = text })
        {
            StatusCode = status,
        };
}
