using IopPlatform.Identity.Features.SignIn;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.AspNetCore.OpenIddictServerAspNetCoreConstants;

namespace IopPlatform.Identity.Features.Authorization;

/// <summary>
/// A refusal as OAuth states it: to the redirect address from the authorization endpoint, as JSON from the token endpoint.
/// </summary>
internal static class OpenIddictRefusal
{
    public static IResult Of(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [Properties.Error] = error,
            [Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);

    /// <summary>
    /// The page for a request that OpenIddict refused before it knew a client to send the refusal to; null for others.
    /// </summary>
    public static IResult? Shown(HttpContext http) => http.GetOpenIddictServerResponse() is { Error: { } error } response
        ? Page.Show(
            http,
            "This request cannot be served",
            $"""
            <p>The app that sent you here asked for something that is not possible.</p>
            <p role="alert">{Page.Encode(error)}: {Page.Encode(response.ErrorDescription)}</p>
            """,
            StatusCodes.Status400BadRequest)
        : null;
}
