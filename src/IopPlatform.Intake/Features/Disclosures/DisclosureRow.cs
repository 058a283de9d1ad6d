using IopPlatform.Intake.Domain.Disclosures;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;

namespace IopPlatform.Intake.Features.Disclosures;

/// <summary>A row of the log as the accounting reads it.</summary>
internal sealed record DisclosureRow(
    Guid Id,
    DateTimeOffset DecidedAt,
    bool Permitted,
    string Rule,
    string? Basis,
    Guid? ConsentId,
    bool IsPart2,
    string RecipientKind,
    string? RecipientIdentifier,
    string RecipientName,
    string? RecipientAddress,
    string? Intermediary,
    string[] InformationKinds,
    string Purpose,
    string Channel,
    string AskedBy,
    string? OnBehalfOf)
{
    /// <summary>The newest first, as far back as an accounting goes.</summary>
    /// <param name="refused">True adds what was asked for and refused.</param>
    /// <param name="toPatient">True adds the messages to the patient, which belong to no accounting.</param>
    /// <param name="intermediary">True leaves only what went through an intermediary.</param>
    public static Task<IReadOnlyList<DisclosureRow>> ReadAsync(
        TenantDatabase db, Guid patientId, bool refused, bool toPatient, bool intermediary, TimeCursor? after, int count, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        db.QueryAsync<DisclosureRow>(
            """
            select id, decided_at, permitted, rule, basis, consent_id, is_part2, recipient_kind, recipient_identifier, recipient_name,
                   recipient_address, intermediary, information_kinds, purpose, channel, asked_by, on_behalf_of
            from disclosures
            where patient_id = $1 and (permitted or $2) and (not $3 or intermediary is not null) and decided_at >= $4
              and ($8 or recipient_kind <> $9)
              and ($5::timestamptz is null or (decided_at, id) < ($5, $6::uuid))
            order by decided_at desc, id desc limit $7
            """,
            [patientId, refused, intermediary, now.AddYears(-Accounting.YearsShown), after?.At, after?.Id, count,
             toPatient, DisclosureCodes.ThePatient],
            cancellationToken);

    public DisclosureEntry Entry(DateTimeOffset now) => new(
        Id, DecidedAt, Permitted, Rule,
        new DisclosedTo(RecipientKind, RecipientName, RecipientIdentifier, RecipientAddress, Intermediary),
        InformationKinds, Purpose, Basis, ConsentId, IsPart2, Channel, AskedBy, OnBehalfOf,
        Accounting.Under(IsPart2, Basis, Purpose, Intermediary, DecidedAt, now));
}
