using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Notifications.Features.Staff;

/// <summary>Keeps who may be paged: address, roles and sites.</summary>
public sealed class KeepStaffOnStaffChanged(TenantDatabase db) : IConsumer<StaffChanged>
{
    public Task Consume(ConsumeContext<StaffChanged> context)
    {
        var staff = context.Message;
        return db.Write()
            .Add(
                """
                insert into staff (organization_id, id, email, roles, site_ids, active, version)
                values ($1, $2, $3, $4, $5, $6, $7)
                on conflict (organization_id, id) do update
                set email = excluded.email, roles = excluded.roles, site_ids = excluded.site_ids, active = excluded.active,
                    version = excluded.version
                where staff.version < excluded.version
                """,
                staff.OrganizationId, staff.StaffId, staff.Email, staff.Roles, staff.SiteIds, staff.Active, staff.Version)
            .Audit("staff", staff.StaffId)
            .CommitAsync(context.CancellationToken);
    }
}
