using FluentValidation;
using IopPlatform.Identity.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.PortalAccess;

/// <param name="Code">The one-time code from the intake coordinator.</param>
/// <param name="Password">The password to sign in with from now on, together with the invitation's e-mail.</param>
public sealed record RedeemPortalInvitationRequest(string Code, DateOnly BirthDate, string Password);

public sealed class RedeemPortalInvitationValidator : AbstractValidator<RedeemPortalInvitationRequest>
{
    public RedeemPortalInvitationValidator()
    {
        RuleFor(request => request.Code).NotEmpty().MaximumLength(PortalInvitation.CodeLengthMax);
        RuleFor(request => request.Password).NotEmpty();
        // Without the names of organization and patient: whoever has only the code must not learn them from a refusal.
        RuleFor(request => request.Password).Custom((password, validation) =>
        {
            if (PasswordRules.Refusal(password ?? "", []) is { } refusal) validation.AddFailure(refusal);
        });
    }
}

public static class RedeemPortalInvitation
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/portal-invitations/redeem", HandleAsync)
        .WithName(nameof(RedeemPortalInvitation)).WithTags("Portal access")
        .WithSummary("Turns a patient's one-time code and birth date into a portal account; five tries for each code. Asked again with the same password, it answers the same.")
        .AllowAnonymous()
        .Audited(PortalRedemption.Action)
        .Validated(new RedeemPortalInvitationValidator())
        .Produces(StatusCodes.Status204NoContent).ProducesProblem(400).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        RedeemPortalInvitationRequest request, PortalRedemption redemption, CancellationToken cancellationToken) =>
        (await redemption.RedeemAsync(request.Code, request.BirthDate, request.Password, cancellationToken)).Outcome switch
        {
            RedemptionOutcome.Redeemed => TypedResults.NoContent(),
            RedemptionOutcome.EmailHasAccount => Problems.Rule("email-has-account", PortalInvitation.EmailHasAccount, "password"),
            _ => Problems.Rule("invitation-refused", PortalInvitation.Refused),
        };
}
