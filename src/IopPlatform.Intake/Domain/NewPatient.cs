using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Intake.Domain;

/// <summary>A patient who is not known yet. Whether it is somebody known is a later question.</summary>
public sealed record NewPatient(
    string GivenName,
    string FamilyName,
    string? PreferredName,
    DateOnly BirthDate,
    string? SexAtBirth,
    string Language,
    ContactPoints Contact)
{
    public const string DefaultLanguage = "en";

    /// <summary>The age of the oldest person ever, with room; above it a birth date is a slip of the pen.</summary>
    public const int AgeYearsMax = 125;

    public void Register(WriteBatch write, Guid id, Guid siteId) => write
        .Add(
            """
            insert into patients
                (organization_id, id, site_id, given_name, family_name, preferred_name, birth_date, sex_at_birth, language,
                 registered_at, version)
            values ($1, $2, $3, $4, $5, $6::text, $7, $8::text, $9, $10, 1)
            """,
            write.Caller.OrganizationId, id, siteId, GivenName, FamilyName, PreferredName, BirthDate, SexAtBirth, Language, write.Now)
        .Add(
            """
            insert into contact_points (organization_id, patient_id, site_id, email, phone, preferred_channel, version)
            values ($1, $2, $3, $4::text, $5::text, $6, 1)
            """,
            write.Caller.OrganizationId, id, siteId, Contact.Email, Contact.Phone, Contact.PreferredChannel)
        .Audit("patient", id, id)
        .Publish(new PatientChanged
        {
            OrganizationId = write.Caller.OrganizationId,
            Version = 1,
            OccurredAt = write.Now,
            PatientId = id,
            SiteId = siteId,
            GivenName = GivenName,
            FamilyName = FamilyName,
            PreferredName = PreferredName,
            BirthDate = BirthDate,
            Language = Language,
        })
        .Publish(new ContactPointsChanged
        {
            OrganizationId = write.Caller.OrganizationId,
            Version = 1,
            OccurredAt = write.Now,
            PatientId = id,
            SiteId = siteId,
            Email = Contact.Email,
            Phone = Contact.Phone,
            PreferredChannel = Contact.PreferredChannel,
        });
}
