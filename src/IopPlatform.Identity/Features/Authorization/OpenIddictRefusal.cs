using Microsoft.AspNetCore.Authentication;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.AspNetCore.OpenIddictServerAspNetCoreConstants;

namespace IopPlatform.Identity.Features.Authorization;

/// <summary>A refusal as OAuth states it: to the redirect address from the authorization endpoint, as JSON from the token endpoint.</summary>
internal static class OpenIddictRefusal
{
    public static IResult Of(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [Properties.Error] = error,
            [Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
