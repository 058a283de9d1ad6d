using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace IopPlatform.ServiceDefaults.Api;

public static class InternalEndpoints
{
    /// <summary>
    /// The group of the endpoints for operators and the platform's own processes. They are not part of the public description,
    /// so the gateway has no route to them; each still states its roles.
    /// </summary>
    public static RouteGroupBuilder MapInternal(this WebApplication app) =>
        app.MapGroup("/internal").WithMetadata(new ExcludeFromDescriptionAttribute());
}
