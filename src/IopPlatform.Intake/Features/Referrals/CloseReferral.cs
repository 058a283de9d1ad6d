using FluentValidation;
using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Referrals;

/// <param name="ReferredTo">Where the patient was sent instead.</param>
public sealed record CloseReferralRequest(string Reason, string? ReferredTo);

/// <summary>Ends a referral that does not lead to an admission.</summary>
public static class CloseReferral
{
    public sealed class Validator : AbstractValidator<CloseReferralRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Reason).Prose();
            RuleFor(request => request.ReferredTo).Optional();
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/referrals/{id:guid}/close", HandleAsync)
        .WithName(nameof(CloseReferral))
        .WithTags("Referrals")
        .WithSummary("Closes a referral without admission. Naturally idempotent: a closed one stays as it was closed.")
        .RequireRoles(Roles.IntakeCoordinator)
        .Audited("referral.close")
        .Validated(new Validator())
        .Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(412);

    private static async Task<IResult> HandleAsync(
        Guid id, CloseReferralRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        var write = db.Write();
        if (await ReferralFacts.FindAsync(db, id, write.Now, cancellationToken) is not { } facts) return Problems.NotFound("referral");
        if (facts.Status == "closed") return TypedResults.NoContent();
        if (facts.Status == "admitted") return Problems.Rule(Blocker.AlreadyAdmitted.Rule, Blocker.AlreadyAdmitted.Text);

        await write
            .ChangeOne(
                """
                update referrals set status = 'closed', close_reason = $3, referred_to = $4::bytea, version = version + 1
                where id = $1 and version = $2
                """,
                id, facts.Version, IntakeFields.ReferralCloseReason.Seal(id, request.Reason),
                IntakeFields.ReferredTo.Seal(id, request.ReferredTo))
            .Audit("referral", id, facts.PatientId)
            .CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
