using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Scheduling.Features.Staff;

/// <summary>Keeps who may hold sessions, and at which sites.</summary>
public sealed class KeepStaffOnStaffChanged(TenantDatabase db) : IConsumer<StaffChanged>
{
    public Task Consume(ConsumeContext<StaffChanged> context)
    {
        var staff = context.Message;
        return db.Write()
            .Add(
                """
                insert into staff (organization_id, id, display_name, site_ids, active, version) values ($1, $2, $3, $4, $5, $6)
                on conflict (organization_id, id) do update
                set display_name = excluded.display_name, site_ids = excluded.site_ids, active = excluded.active,
                    version = excluded.version
                where staff.version < excluded.version
                """,
                staff.OrganizationId, staff.StaffId, staff.DisplayName, staff.SiteIds.ToArray(), staff.Active, staff.Version)
            .Audit("staff", staff.StaffId)
            .CommitAsync(context.CancellationToken);
    }
}
