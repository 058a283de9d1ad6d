using IopPlatform.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IopPlatform.ServiceDefaults;

public static class PublicOrigin
{
    /// <summary>
    /// Lets the service see itself under the platform's one public origin (<c>Authentication:Issuer</c>), whatever host and
    /// scheme the gateway's or another service's hop names: addresses in the discovery document, redirects and the cookies'
    /// secure flag follow from it, and no forwarded header has to be trusted.
    /// </summary>
    public static void UsePublicOrigin(this WebApplication app)
    {
        var origin = new Uri(app.Configuration.Required("Authentication:Issuer"));
        var host = HostString.FromUriComponent(origin);
        app.Use((context, next) =>
        {
            context.Request.Scheme = origin.Scheme;
            context.Request.Host = host;
            return next(context);
        });
    }
}
