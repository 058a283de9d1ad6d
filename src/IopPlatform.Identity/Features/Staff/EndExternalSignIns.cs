using FluentValidation;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Features.Sessions;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Staff;

/// <param name="Reason">Goes to the audit trail; no clinical text.</param>
public sealed record EndExternalSignInsRequest(string Reason);

/// <summary>Unlinks a staff member's external sign-ins, for example when an account elsewhere was taken over.</summary>
public static class EndExternalSignIns
{
    private sealed class Validator : AbstractValidator<EndExternalSignInsRequest>
    {
        public Validator() => RuleFor(request => request.Reason).Reason();
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/staff/{id:guid}/end-external-sign-ins", HandleAsync)
        .WithName(nameof(EndExternalSignIns)).WithTags("Staff")
        .WithSummary("Unlinks a staff member's external sign-ins, with a reason, and ends all of their sessions.")
        .RequireRoles(Roles.Administrator)
        .Audited("staff.end-external-sign-ins")
        .Validated(new Validator())
        .Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        Guid id, EndExternalSignInsRequest request, TenantDatabase db, SignInDirectory directory, CancellationToken cancellationToken)
    {
        var (_, refusal) = await ManagedMember.FindAsync(db, id, cancellationToken);
        if (refusal is not null) return refusal;
        if (await ManagedMember.BelongsElsewhereAsync(directory, db, id, cancellationToken) is { } elsewhere) return elsewhere;
        await db.Write()
            .Add("delete from external_sign_in_invitations where person_id = $1", id)
            .Add("delete from auth.person_logins where user_id = $1", id)
            .EndAllSessions(id)
            .Audit("staff", id, details: new { reason = request.Reason.Trim() })
            .CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
