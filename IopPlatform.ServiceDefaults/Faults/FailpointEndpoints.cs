using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IopPlatform.ServiceDefaults.Faults;

/// <param name="Name">One of <see cref="FailpointNames"/>.</param>
/// <param name="Action">As <see cref="FailpointAction"/> reads it, or <c>off</c>.</param>
public sealed record SetFailpoint(string Name, string Action);

internal static class FailpointEndpoints
{
    private const string Off = "off";

    /// <summary>Maps nothing where failpoints are not allowed, so that there they cannot be armed by anyone.</summary>
    public static void MapFailpoints(this WebApplication app)
    {
        if (!Failpoints.AreAllowed(app.Configuration)) return;

        app.MapInternal().MapPost("/failpoints", Set)
            .WithName(nameof(SetFailpoint)).WithSummary("Lets this process die, fail or wait at a named place.")
            .RequireRoles(Roles.Operator).Audited("failpoint.set");
    }

    private static IResult Set(SetFailpoint request)
    {
        if (!FailpointNames.All.Contains(request.Name)) return Problems.Field("name", "There is no such failpoint.");
        if (request.Action == Off)
        {
            Failpoints.Disarm(request.Name);
            return TypedResults.NoContent();
        }

        if (!FailpointAction.TryParse(request.Action, out var action))
        {
            return Problems.Field("action", "Say kill, fail or delay-MILLISECONDS, and :N for the N-th passing; or off.");
        }

        Failpoints.Arm(request.Name, action);
        return TypedResults.NoContent();
    }
}
