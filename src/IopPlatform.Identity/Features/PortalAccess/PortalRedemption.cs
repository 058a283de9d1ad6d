using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace IopPlatform.Identity.Features.PortalAccess;

public enum RedemptionOutcome
{
    Redeemed,

    /// <summary>One outcome for every cause, so that a guess learns nothing about codes or birth dates.</summary>
    Refused,

    /// <summary>The e-mail is that of somebody else's account, or of one with another password.</summary>
    EmailHasAccount,
}

/// <param name="PersonId">Who can sign in now; null unless redeemed.</param>
public sealed record RedemptionResult(RedemptionOutcome Outcome, Guid? PersonId = null);

/// <summary>Turns a patient's one-time code and birth date into an account of the portal.</summary>
public sealed class PortalRedemption(
    SignInDirectory directory, TenantDatabases databases, UserManager<Person> people, TimeProvider time)
{
    public const string Action = "portal-invitation.redeem";

    private static readonly RedemptionResult refused = new(RedemptionOutcome.Refused);

    /// <param name="password">Fits the rules of passwords.</param>
    public async Task<RedemptionResult> RedeemAsync(string code, DateOnly birthDate, string password, CancellationToken cancellationToken)
    {
        var hash = PortalInvitation.Hash(code);
        if (await directory.OrganizationOfInvitationAsync(hash, cancellationToken) is not { } organization) return refused;

        var db = databases.For(Caller.Service(organization, "identity"), Action);
        var invitation = await db.QuerySingleAsync<PortalInvitation>(
            """
            select patient_id, version, state, email, display_name, birth_date, expires_at, tries_left from portal_invitations
            where code_hash = $1 and state in ('open', 'redeemed')
            """,
            [hash],
            cancellationToken);
        if (invitation is null || !invitation.CanBeTried(time.GetUtcNow())) return refused;

        var isBirthDateRight = birthDate == invitation.BirthDate;
        var signIn = (isBirthDateRight, invitation.IsRedeemed) switch
        {
            (false, _) => null,
            (true, true) => await PatientSignIn.RepeatAsync(people, invitation, password),
            (true, false) => await PatientSignIn.DecideAsync(people, directory, organization, invitation, password, cancellationToken),
        };
        return await CommitAsync(db, invitation, signIn, isBirthDateRight, cancellationToken);
    }

    /// <summary>
    /// Right or wrong, the try is taken from the count that was read, in the same transaction. So of many guesses at once only
    /// one is judged for each count, and the others learn nothing.
    /// </summary>
    private static async Task<RedemptionResult> CommitAsync(
        TenantDatabase db,
        PortalInvitation invitation,
        PatientSignIn? signIn,
        bool isBirthDateRight,
        CancellationToken cancellationToken)
    {
        var write = db.Write()
            .ChangeOne(
                """
                update portal_invitations set tries_left = tries_left - 1, state = $5
                where patient_id = $1 and version = $2 and tries_left = $3 and state = $4
                """,
                invitation.PatientId,
                invitation.Version,
                invitation.TriesLeft,
                invitation.State,
                signIn is null ? invitation.State : PortalInvitation.Redeemed);
        if (!invitation.IsRedeemed) signIn?.AddTo(write, invitation);
        var outcome = (signIn, isBirthDateRight, invitation.IsRedeemed) switch
        {
            (not null, _, false) => "redeemed",
            (not null, _, true) => "redeemed-again",
            (null, true, _) => "password-differs",
            (null, false, _) => "birth-date-differs",
        };
        write.Audit("portal-invitation", invitation.PatientId, invitation.PatientId, new { outcome });
        try
        {
            await write.CommitAsync(cancellationToken);
        }
        catch (StaleWriteException)
        {
            return refused;
        }
        catch (PostgresException exception) when (exception.ConstraintName is "people_user_name" or "patient_accounts_person")
        {
            return new RedemptionResult(RedemptionOutcome.EmailHasAccount);
        }

        if (signIn is not null) return new RedemptionResult(RedemptionOutcome.Redeemed, signIn.PersonId);

        return isBirthDateRight && !invitation.IsRedeemed ? new RedemptionResult(RedemptionOutcome.EmailHasAccount) : refused;
    }
}
