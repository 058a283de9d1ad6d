using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Identity.Features.PortalAccess;

/// <summary>
/// Voids the open invitation and ends the account. A revocation that comes late, after a newer invitation was redeemed,
/// changes nothing. Tokens end within ten minutes, because their refresh is refused.
/// </summary>
public sealed class EndAccountOnPortalAccessRevoked(TenantDatabase db) : IConsumer<PortalAccessRevoked>
{
    public Task Consume(ConsumeContext<PortalAccessRevoked> context)
    {
        var revoked = context.Message;
        return db.Write()
            .Add(
                """
                insert into portal_invitations (organization_id, patient_id, version, state, tries_left)
                values ($1, $2, $3, 'revoked', 0)
                on conflict (organization_id, patient_id) do update
                set version = excluded.version, state = excluded.state, tries_left = 0, code_hash = null
                where portal_invitations.version < excluded.version
                """,
                revoked.OrganizationId, revoked.PatientId, revoked.Version)
            .Add(
                """
                update patient_accounts set active = false, version = version + 1
                where patient_id = $1 and active and granted_version < $2
                """,
                revoked.PatientId, revoked.Version)
            .Audit("portal-invitation", revoked.PatientId, revoked.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
