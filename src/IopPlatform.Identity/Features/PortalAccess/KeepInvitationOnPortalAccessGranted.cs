using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Identity.Features.PortalAccess;

/// <summary>Keeps the patient's invitation, in place of an earlier one. An account that exists goes on.</summary>
public sealed class KeepInvitationOnPortalAccessGranted(TenantDatabase db) : IConsumer<PortalAccessGranted>
{
    public Task Consume(ConsumeContext<PortalAccessGranted> context)
    {
        var granted = context.Message;
        return db.Write()
            .Add(
                """
                insert into portal_invitations
                    (organization_id, patient_id, version, state, code_hash, email, display_name, birth_date, expires_at, tries_left)
                values ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9)
                on conflict (organization_id, patient_id) do update
                set version = excluded.version, state = excluded.state, code_hash = excluded.code_hash, email = excluded.email,
                    display_name = excluded.display_name, birth_date = excluded.birth_date, expires_at = excluded.expires_at,
                    tries_left = excluded.tries_left
                where portal_invitations.version < excluded.version
                """,
                granted.OrganizationId,
                granted.PatientId,
                granted.Version,
                granted.CodeHash,
                granted.Email,
                granted.DisplayName,
                granted.BirthDate,
                granted.ExpiresAt,
                PortalInvitation.Tries)
            .Audit("portal-invitation", granted.PatientId, granted.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
