using IopPlatform.Contracts.Intake.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Persistence.Tenancy;
using Npgsql;

namespace IopPlatform.Intake.Domain;

/// <summary>A referral as both of its forms, JSON and FHIR, come down to it.</summary>
public sealed record NewReferral
{
    public required Guid SiteId { get; init; }

    public required NewPatient Patient { get; init; }

    public required string SourceKind { get; init; }

    public required string SourceName { get; init; }

    public string? Reason { get; init; }

    public required string Urgency { get; init; }

    public DateOnly? DischargedFromHospitalOn { get; init; }

    public IReadOnlyList<string> Diagnoses { get; init; } = [];

    public IReadOnlyList<NewCoverage> Coverages { get; init; } = [];

    public IReadOnlyList<AnswerSheet> Answers { get; init; } = [];

    /// <summary>The sender's identifier of the order; the same one is taken once.</summary>
    public OrderIdentifier? Order { get; init; }

    /// <summary>The FHIR bundle as it came, or null.</summary>
    public string? Bundle { get; init; }

    /// <summary>True for the refusal of an order that was received before.</summary>
    public static bool IsSecondOrder(PostgresException exception) => exception.ConstraintName == "referral_order";

    /// <summary>Adds everything that a new referral is to the change. Returns the referral's id.</summary>
    public Guid Register(WriteBatch write)
    {
        var referralId = Guid.CreateVersion7(write.Now);
        var patientId = Guid.CreateVersion7(write.Now);
        // First, so that a repeated request is known as repeated before anything else can refuse it.
        write.Created(referralId);
        Patient.Register(write, patientId, SiteId);
        AddReferral(write, referralId, patientId);
        foreach (var coverage in Coverages)
        {
            coverage.Record(write, Guid.CreateVersion7(write.Now), patientId, SiteId);
        }

        foreach (var sheet in Answers)
        {
            sheet.Record(write, Guid.CreateVersion7(write.Now), patientId, SiteId, episodeId: null);
        }

        return referralId;
    }

    private void AddReferral(WriteBatch write, Guid id, Guid patientId)
    {
        write.Add(
            """
            insert into referrals
                (organization_id, id, patient_id, site_id, status, source_kind, source_name, reason, urgency,
                 discharged_from_hospital_on, diagnoses, order_system, order_value, received_at, sent_by, version)
            values ($1, $2, $3, $4, 'received', $5, $6, $7::bytea, $8, $9::date, $10, $11::text, $12::text, $13, $14, 1)
            """,
            write.Caller.OrganizationId, id, patientId, SiteId, SourceKind, SourceName,
            IntakeFields.ReferralReason.Seal(id, Reason), Urgency, DischargedFromHospitalOn, Diagnoses.ToArray(), Order?.System, Order?.Value, write.Now, write.Caller.Subject);
        if (Bundle is not null)
        {
            write.Add(
                "insert into referral_bundles (organization_id, referral_id, patient_id, site_id, content) values ($1, $2, $3, $4, $5)",
                write.Caller.OrganizationId, id, patientId, SiteId, IntakeFields.Bundle.Seal(id, Bundle));
        }

        write.Audit("referral", id, patientId).Publish(new ReferralReceived
        {
            OrganizationId = write.Caller.OrganizationId,
            Version = 1,
            OccurredAt = write.Now,
            ReferralId = id,
            PatientId = patientId,
            SiteId = SiteId,
            SourceKind = SourceKind,
            Urgency = Urgency,
        });
    }
}

/// <param name="System">Says whose identifier it is; an identifier without a system belongs to its sender.</param>
public sealed record OrderIdentifier(string System, string Value);
