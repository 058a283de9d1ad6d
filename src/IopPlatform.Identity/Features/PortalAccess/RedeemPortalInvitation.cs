using FluentValidation;
using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace IopPlatform.Identity.Features.PortalAccess;

/// <param name="Code">The one-time code from the intake coordinator.</param>
/// <param name="Password">The password to sign in with from now on, together with the invitation's e-mail.</param>
public sealed record RedeemPortalInvitationRequest(string Code, DateOnly BirthDate, string Password);

public sealed class RedeemPortalInvitationValidator : AbstractValidator<RedeemPortalInvitationRequest>
{
    public RedeemPortalInvitationValidator()
    {
        RuleFor(request => request.Code).NotEmpty().MaximumLength(200);
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
    private const string Action = "portal-invitation.redeem";

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/portal-invitations/redeem", HandleAsync)
        .WithName(nameof(RedeemPortalInvitation)).WithTags("Portal access")
        .WithSummary("Turns a patient's one-time code and birth date into a portal account; five tries for each code.")
        .AllowAnonymous()
        .Audited(Action)
        .Validated(new RedeemPortalInvitationValidator())
        .Produces(StatusCodes.Status204NoContent).ProducesProblem(400).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        RedeemPortalInvitationRequest request,
        SignInDirectory directory,
        TenantDatabases databases,
        UserManager<Person> people,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var hash = PortalInvitation.Hash(request.Code);
        if (await directory.OrganizationOfInvitationAsync(hash, cancellationToken) is not { } organization)
        {
            return Refused();
        }

        var db = databases.For(Caller.Service(organization, "identity"), Action);
        var invitation = await db.QuerySingleAsync<PortalInvitation>(
            """
            select patient_id, version, email, display_name, birth_date, expires_at, tries_left from portal_invitations
            where code_hash = $1 and state = 'open'
            """,
            [hash],
            cancellationToken);
        if (invitation is null || !invitation.CanBeTried(time.GetUtcNow()))
        {
            return Refused();
        }

        var isBirthDateRight = request.BirthDate == invitation.BirthDate;
        var account = isBirthDateRight
            ? await PatientSignIn.DecideAsync(people, directory, organization, invitation, request.Password, cancellationToken)
            : null;
        return await CommitAsync(db, invitation, account, isBirthDateRight, cancellationToken);
    }

    /// <summary>
    /// Right or wrong, the try is taken from the count that was read, in the same transaction. So of many guesses at once only
    /// one is judged for each count, and the others learn nothing.
    /// </summary>
    private static async Task<IResult> CommitAsync(
        TenantDatabase db,
        PortalInvitation invitation,
        PatientSignIn? account,
        bool isBirthDateRight,
        CancellationToken cancellationToken)
    {
        var write = db.Write()
            .ChangeOne(
                """
                update portal_invitations set tries_left = tries_left - 1, state = $4
                where patient_id = $1 and version = $2 and tries_left = $3 and state = 'open'
                """,
                invitation.PatientId, invitation.Version, invitation.TriesLeft, account is null ? "open" : "redeemed");
        account?.AddTo(write, invitation);
        var outcome = account is not null ? "redeemed" : isBirthDateRight ? "password-differs" : "birth-date-differs";
        write.Audit("portal-invitation", invitation.PatientId, invitation.PatientId, new { outcome });
        try
        {
            await write.CommitAsync(cancellationToken);
        }
        catch (StaleWriteException)
        {
            return Refused();
        }
        catch (PostgresException exception) when (exception.ConstraintName is "people_user_name" or "patient_accounts_person")
        {
            return HasAccount();
        }

        return account is not null ? TypedResults.NoContent() : isBirthDateRight ? HasAccount() : Refused();
    }

    /// <summary>One answer for every cause, so that a guess learns nothing about codes or birth dates.</summary>
    private static ProblemHttpResult Refused() => Problems.Rule(
        "invitation-refused",
        "Code and birth date do not fit an open invitation. A code is void after five tries or its last day; ask for another.");

    private static ProblemHttpResult HasAccount() => Problems.Rule(
        "email-has-account",
        "There is an account with this e-mail already. Use its password, or ask for an invitation to another e-mail.",
        "password");
}
