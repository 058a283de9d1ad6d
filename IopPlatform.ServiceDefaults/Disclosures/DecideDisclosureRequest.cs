namespace IopPlatform.ServiceDefaults.Disclosures;

/// <summary>What a disclosure point asks Intake before anything about a patient leaves.</summary>
/// <param name="RequestId">The asker's own id, the same when it asks again: each ground is logged once for it.</param>
/// <param name="InformationKinds">Codes; everything that would leave, for it is permitted as a whole or not at all.</param>
/// <param name="Purpose">A code, for example treatment.</param>
/// <param name="Service">The asking service's name.</param>
/// <param name="Channel">How it leaves, for example fhir, webhook, mail.</param>
/// <param name="OnBehalfOf">The person or client for whom the service asks; null when it acts by itself.</param>
/// <param name="Intermediary">The exchange or the like it goes through; null when it goes to the recipient directly.</param>
/// <param name="Documentation">What an exception such as a medical emergency needs in writing.</param>
public sealed record DecideDisclosureRequest(
    Guid RequestId,
    Guid OrganizationId,
    Guid PatientId,
    DisclosureRecipient Recipient,
    IReadOnlyList<string> InformationKinds,
    string Purpose,
    string Service,
    string Channel,
    string? OnBehalfOf = null,
    string? Intermediary = null,
    IReadOnlyDictionary<string, string>? Documentation = null);

/// <param name="Kind">person, entity, or patient for a message to the patient's own contact point.</param>
/// <param name="Identifier">Where one is known: a client id, a national provider identifier, a supporter's id.</param>
public sealed record DisclosureRecipient(string Kind, string Name, string? Identifier = null, string? Address = null);

/// <param name="DisclosureId">The row of the log; null when nothing could be logged.</param>
/// <param name="Basis">consent, hipaa-tpo or the code of an exception; null when it is refused.</param>
/// <param name="InformationKinds">What may be disclosed: exactly what was asked for, or nothing.</param>
/// <param name="Notice">What must go along with it (42 CFR 2.32); null where Part 2 does not apply.</param>
/// <param name="Scope">The scope of the consent in words, to go along with it (42 CFR 2.32).</param>
/// <param name="Rule">A stable code of the ground or of the refusal.</param>
public sealed record DisclosureAnswer(
    bool Permitted,
    Guid? DisclosureId,
    string? Basis,
    Guid? ConsentId,
    IReadOnlyList<string> InformationKinds,
    string? Notice,
    string? Scope,
    string Rule,
    string Explanation)
{
    public static DisclosureAnswer Refused(string rule, string explanation, Guid? disclosureId = null) =>
        new(false, disclosureId, null, null, [], null, null, rule, explanation);
}
