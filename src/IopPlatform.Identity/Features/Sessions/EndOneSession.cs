using IopPlatform.Identity.Server;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Sessions;

/// <summary>Ends one of the caller's own sessions: its refresh tokens, and the browser that it was opened with.</summary>
public static class EndOneSession
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/sessions/{id:guid}", HandleAsync)
        .WithName(nameof(EndOneSession)).WithTags("Sign-in")
        .WithSummary("Ends one of the caller's own sessions. Its access token ends within ten minutes.")
        .RequireRoles(People.WhoSignIn)
        .Audited("session.end-one")
        .Produces(204).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(Guid id, TenantDatabase db, CancellationToken cancellationToken)
    {
        try
        {
            await db.Write()
                .EndSession(id, db.Caller.Subject)
                .Audit("session", id, db.Caller.PatientId)
                .CommitAsync(cancellationToken);
            return TypedResults.NoContent();
        }
        catch (StaleWriteException)
        {
            return Problems.NotFound("session");
        }
    }
}
