using FluentValidation;
using IopPlatform.Identity.Domain;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Sessions;

/// <param name="Reason">Goes to the audit trail; no clinical text.</param>
public sealed record EndSessionsOfMemberRequest(string Reason);

/// <summary>Ends a colleague's sessions in the caller's organization, for example after a laptop was stolen.</summary>
public static class EndSessionsOfMember
{
    private sealed class Validator : AbstractValidator<EndSessionsOfMemberRequest>
    {
        public Validator() => RuleFor(request => request.Reason).Reason();
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/staff/{id:guid}/end-sessions", HandleAsync)
        .WithName(nameof(EndSessionsOfMember)).WithTags("Sign-in")
        .WithSummary("Ends a staff member's sessions in this organization, with a reason. Access tokens end within ten minutes.")
        .RequireRoles(Roles.ComplianceOfficer, Roles.Administrator)
        .Audited("session.end-of-member")
        .Validated(new Validator())
        .Produces(204).ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, EndSessionsOfMemberRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (await db.QuerySingleAsync<Guid?>(
            """
            select person_id from memberships
            where person_id = $1 and ($2::uuid[] is null or site_ids <@ $2::uuid[])
            """,
            [id, db.Caller.SiteIds?.ToArray()],
            cancellationToken) is null)
        {
            return Problems.NotFound("staff member");
        }

        await db.Write()
            .EndSessionsHere(id)
            .Audit("person", id, details: new { reason = request.Reason.Trim() })
            .CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
