using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Persistence.Tenancy;
using MassTransit;

namespace IopPlatform.Notifications.Features.Patients;

/// <summary>
/// Keeps consents to being contacted. Whether one holds is decided when a message is sent, so a revocation stops what was
/// queued before.
/// </summary>
public sealed class KeepConsentOnConsentChanged(TenantDatabase db) : IConsumer<ConsentChanged>
{
    private const string Contact = "contact";

    public Task Consume(ConsumeContext<ConsentChanged> context)
    {
        var consent = context.Message;
        var write = db.Write();
        if (consent.Kind == Contact)
        {
            write
                .Add(
                    """
                    insert into contact_consents (organization_id, id, patient_id, site_id, active, expires_on, version)
                    values ($1, $2, $3, $4, $5, $6::date, $7)
                    on conflict (organization_id, id) do update
                    set active = excluded.active, expires_on = excluded.expires_on, version = excluded.version
                    where contact_consents.version < excluded.version
                    """,
                    consent.OrganizationId, consent.ConsentId, consent.PatientId, consent.SiteId, consent.Active,
                    consent.ExpiresOn, consent.Version)
                .Audit("contact-consent", consent.ConsentId, consent.PatientId);
        }

        return write.CommitAsync(context.CancellationToken);
    }
}
