using IopPlatform.Identity.Server;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Sessions;

/// <summary>Signs the caller out everywhere: the way out when a device or a password was lost.</summary>
public static class EndAllSessions
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/sessions/end-all", HandleAsync)
        .WithName(nameof(EndAllSessions)).WithTags("Sign-in")
        .WithSummary("Ends all sessions of the caller, in every organization, this one included. Access tokens end within ten minutes.")
        .RequireRoles(People.WhoSignIn)
        .Audited("session.end-all")
        .Produces(204).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(db.Caller.Subject, out var person)) return Problems.NotFound("person");
        await db.Write()
            .EndAllSessions(person)
            .Audit("person", person, db.Caller.PatientId)
            .CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
