using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Notifications.Features.Patients;

/// <summary>Keeps where a patient may be reached.</summary>
public sealed class KeepContactPointsOnContactPointsChanged(TenantDatabase db) : IConsumer<ContactPointsChanged>
{
    public Task Consume(ConsumeContext<ContactPointsChanged> context)
    {
        var points = context.Message;
        return db.Write()
            .Add(
                """
                insert into contact_points (organization_id, patient_id, site_id, email, phone, preferred_channel, version)
                values ($1, $2, $3, $4::text, $5::text, $6, $7)
                on conflict (organization_id, patient_id) do update
                set site_id = excluded.site_id, email = excluded.email, phone = excluded.phone,
                    preferred_channel = excluded.preferred_channel, version = excluded.version
                where contact_points.version < excluded.version
                """,
                points.OrganizationId, points.PatientId, points.SiteId, points.Email, points.Phone, points.PreferredChannel,
                points.Version)
            .Audit("contact-points", points.PatientId, points.PatientId)
            .CommitAsync(context.CancellationToken);
    }
}
