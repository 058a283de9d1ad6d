using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.ClinicalNotes.Features.Staff;

/// <summary>Keeps names and credentials of authors, and whose notes need a second signature.</summary>
public sealed class KeepStaffOnStaffChanged(TenantDatabase db) : IConsumer<StaffChanged>
{
    public Task Consume(ConsumeContext<StaffChanged> context)
    {
        var staff = context.Message;
        return db.Write()
            .Add(
                """
                insert into staff (organization_id, id, display_name, credential, needs_cosign, version)
                values ($1, $2, $3, $4, $5, $6)
                on conflict (organization_id, id) do update
                set display_name = excluded.display_name, credential = excluded.credential,
                    needs_cosign = excluded.needs_cosign, version = excluded.version
                where staff.version < excluded.version
                """,
                staff.OrganizationId, staff.StaffId, staff.DisplayName, staff.Credential, staff.NeedsCosign, staff.Version)
            .Audit("staff", staff.StaffId)
            .CommitAsync(context.CancellationToken);
    }
}
