using IopPlatform.Identity.Domain;
using IopPlatform.Identity.Server;
using IopPlatform.Persistence.Tenancy;
using Microsoft.AspNetCore.Identity;

namespace IopPlatform.Identity.Features.PortalAccess;

/// <summary>The person that a redeemed invitation leads to.</summary>
/// <param name="IsNew">The e-mail was unknown before.</param>
/// <param name="PasswordHash">Null leaves the password as it is.</param>
internal sealed record PatientSignIn(Guid PersonId, bool IsNew, string? PasswordHash)
{
    /// <summary>
    /// An unknown e-mail becomes a new person. A person who is nothing but this patient gets the new password (the way back
    /// after a forgotten one). Anybody else must give the password they have, so that an invitation can take over no account
    /// of staff or of another organization; null otherwise.
    /// </summary>
    public static async Task<PatientSignIn?> DecideAsync(
        UserManager<Person> people,
        SignInDirectory directory,
        Guid organizationId,
        PortalInvitation invitation,
        string password,
        CancellationToken cancellationToken)
    {
        if (await people.FindByEmailAsync(invitation.Email) is not { } person)
        {
            var fresh = new Person { Id = Guid.CreateVersion7() };
            return new PatientSignIn(fresh.Id, IsNew: true, people.PasswordHasher.HashPassword(fresh, password));
        }

        var reaches = await directory.ReachesOfAsync(person.Id, cancellationToken);
        bool IsThisPatient(Reach reach) => reach.OrganizationId == organizationId && reach.PatientId == invitation.PatientId;
        if (reaches.Count > 0 && reaches.All(IsThisPatient))
        {
            return new PatientSignIn(person.Id, IsNew: false, people.PasswordHasher.HashPassword(person, password));
        }

        return await people.CheckPasswordAsync(person, password) ? new PatientSignIn(person.Id, IsNew: false, null) : null;
    }

    /// <summary>
    /// By a redeemed invitation nothing changes: whoever asks again, since the answer got lost, gives the password of then.
    /// Null otherwise.
    /// </summary>
    public static async Task<PatientSignIn?> RepeatAsync(UserManager<Person> people, PortalInvitation invitation, string password) =>
        await people.FindByEmailAsync(invitation.Email) is { } person && await people.CheckPasswordAsync(person, password)
            ? new PatientSignIn(person.Id, IsNew: false, null)
            : null;

    /// <summary>Person and account are written together with the redemption, although the people's table is Identity's own.</summary>
    public void AddTo(WriteBatch write, PortalInvitation invitation)
    {
        if (IsNew)
        {
            write.AddPerson(PersonId, invitation.Email, PasswordHash!);
        }
        else if (PasswordHash is not null)
        {
            write.ChangePassword(PersonId, PasswordHash);
        }

        write.Add(
            """
            insert into patient_accounts
                (organization_id, patient_id, person_id, display_name, email, granted_version, active, version)
            values ($1, $2, $3, $4, $5, $6, true, 1)
            on conflict (organization_id, patient_id) do update
            set person_id = excluded.person_id, display_name = excluded.display_name, email = excluded.email,
                granted_version = excluded.granted_version, active = true, version = patient_accounts.version + 1
            """,
            write.Caller.OrganizationId,
            invitation.PatientId,
            PersonId,
            invitation.DisplayName,
            invitation.Email,
            invitation.Version);
    }
}
