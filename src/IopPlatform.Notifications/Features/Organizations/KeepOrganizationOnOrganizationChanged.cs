using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Notifications.Features.Organizations;

/// <summary>Keeps the number to call where a site has none of its own.</summary>
public sealed class KeepOrganizationOnOrganizationChanged(TenantDatabase db) : IConsumer<OrganizationChanged>
{
    public Task Consume(ConsumeContext<OrganizationChanged> context) => db.Write()
        .Add(
            """
            insert into organizations (organization_id, support_phone, version) values ($1, $2, $3)
            on conflict (organization_id) do update set support_phone = excluded.support_phone, version = excluded.version
            where organizations.version < excluded.version
            """,
            context.Message.OrganizationId, context.Message.SupportPhone, context.Message.Version)
        .CommitAsync(context.CancellationToken);
}
