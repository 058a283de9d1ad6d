using FluentValidation;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Features.Sessions;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Staff;

/// <param name="Reason">How the person's identity was made sure of, for example; goes to the audit trail.</param>
public sealed record ResetSecondFactorRequest(string Reason);

/// <summary>Forgets a staff member's authenticator app, recovery codes and passkeys; the next sign-in enrolls anew.</summary>
public static class ResetSecondFactor
{
    private sealed class Validator : AbstractValidator<ResetSecondFactorRequest>
    {
        public Validator() => RuleFor(request => request.Reason).Reason();
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/staff/{id:guid}/reset-second-factor", HandleAsync)
        .WithName(nameof(ResetSecondFactor)).WithTags("Staff")
        .WithSummary("Forgets a staff member's second factors, with a reason, and ends all of their sessions.")
        .RequireRoles(Roles.Administrator)
        .Audited("staff.reset-second-factor")
        .Validated(new Validator())
        .Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        Guid id, ResetSecondFactorRequest request, TenantDatabase db, SignInDirectory directory, CancellationToken cancellationToken)
    {
        var (_, refusal) = await ManagedMember.FindAsync(db, id, cancellationToken);
        if (refusal is not null) return refusal;
        if (await ManagedMember.BelongsElsewhereAsync(directory, db, id, cancellationToken) is { } elsewhere) return elsewhere;
        await db.Write()
            .Add("delete from auth.totp where person_id = $1", id)
            .Add("delete from auth.recovery_codes where person_id = $1", id)
            .Add("delete from auth.person_passkeys where user_id = $1", id)
            .EndAllSessions(id)
            .Audit("staff", id, details: new { reason = request.Reason.Trim() })
            .CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
