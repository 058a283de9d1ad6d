using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Intake.Domain.Disclosures;

/// <summary>Loads what decides on a disclosure.</summary>
internal static class ConfidentialityOf
{
    /// <summary>
    /// The rule of this platform for what 42 CFR Part 2 protects: every record of a patient who has a substance use disorder among
    /// the diagnoses of any referral or assessment, or who was ever admitted to a program that is not marked as no Part 2 program.
    /// </summary>
    /// <returns>Null when the caller cannot reach the patient.</returns>
    public static async Task<(Guid SiteId, PatientConfidentiality Facts)?> PatientAsync(
        TenantDatabase db, Guid patientId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var patient = await db.QuerySingleAsync<Row>(
            """
            select p.site_id, p.deceased_on, s.time_zone, ($2::timestamptz at time zone s.time_zone)::date as today,
                   array(select unnest(r.diagnoses) from referrals r where r.organization_id = p.organization_id and r.patient_id = p.id
                         union select unnest(a.diagnoses) from assessments a
                         where a.organization_id = p.organization_id and a.patient_id = p.id) as diagnoses,
                   exists (select 1 from episodes e
                           left join program_confidentiality c on c.organization_id = e.organization_id and c.program_id = e.program_id
                           where e.organization_id = p.organization_id and e.patient_id = p.id and coalesce(c.is_part2, true))
                       as in_part2_program,
                   array(select unnest(array[c.email, c.phone]) from contact_points c
                         where c.organization_id = p.organization_id and c.patient_id = p.id) as contact_points,
                   (select case when bool_and(e.closed_on is not null) then max(e.closed_on) end from episodes e
                    where e.organization_id = p.organization_id and e.patient_id = p.id) as treatment_ended_on
            from patients p join sites s on s.organization_id = p.organization_id and s.id = p.site_id
            where p.id = $1
            """,
            [patientId, now],
            cancellationToken);
        if (patient is null) return null;

        var consents = await db.QueryAsync<ConsentRow>(
            $"""
            select {ConsentRow.Columns}, (signed_at at time zone $2)::date as signed_on from consents
            where patient_id = $1 and (information_kinds is not null or kind = $3)
            """,
            [patientId, patient.TimeZone, ConsentOnFile.ToBeContacted],
            cancellationToken);
        return (patient.SiteId, new PatientConfidentiality(
            now, patient.Today, patient.DeceasedOn, patient.TreatmentEndedOn,
            patient.InPart2Program || patient.Diagnoses.Any(SubstanceUse.IsDisorder),
            [.. consents.Select(consent => consent.OnFile())])
        {
            ContactPoints = [.. patient.ContactPoints.OfType<string>()],
        });
    }

    /// <summary>The recipient as the organization's register knows it; without an entry it has no class.</summary>
    public static async Task<AskedRecipient> RecipientAsync(
        TenantDatabase db, AskedRecipient asked, CancellationToken cancellationToken)
    {
        var known = asked.Identifier is null ? null : await db.QuerySingleAsync<Registered>(
            "select name, address, classes from disclosure_recipients where identifier = $1", [asked.Identifier], cancellationToken);
        return known is null
            ? asked with { Classes = [] }
            : asked with { Name = known.Name, Address = asked.Address ?? known.Address, Classes = known.Classes };
    }

    private sealed record Registered(string Name, string? Address, string[] Classes);

    private sealed record Row(
        Guid SiteId, DateOnly? DeceasedOn, string TimeZone, DateOnly Today, string[] Diagnoses, bool InPart2Program,
        string?[] ContactPoints, DateOnly? TreatmentEndedOn);
}
