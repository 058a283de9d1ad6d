using IopPlatform.Identity.Server;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using OpenIddict.Server.AspNetCore;

namespace IopPlatform.Identity.Features.Authorization;

/// <summary>
/// Ends the session of the sign-in page, its row as well: a cookie that somebody has copied opens nothing any more. A client ends its own tokens at <c>/connect/revoke</c>; access tokens end by themselves.
/// </summary>
public static class EndSession
{
    public static void Map(IEndpointRouteBuilder app) => app
        .MapMethods(AuthorizationServer.EndSessionPath, [HttpMethods.Get, HttpMethods.Post], (Delegate)HandleAsync)
        .AllowAnonymous()
        .Audited("session.end")
        .ExcludeFromDescription();

    private static async Task<IResult> HandleAsync(HttpContext http, BrowserSessions sessions)
    {
        if (OpenIddictRefusal.Shown(http) is { } refusal)
        {
            return refusal;
        }

        if (await sessions.CurrentAsync(http) is var (_, signedIn)) await sessions.EndAsync(signedIn.BrowserSession, http.RequestAborted);
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
        return Results.SignOut(
            new AuthenticationProperties { RedirectUri = SignIn.SignIn.Path },
            [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }
}
