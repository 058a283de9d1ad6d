using static IopPlatform.Intake.Domain.Disclosures.DisclosureCodes;
using static IopPlatform.ServiceDefaults.Disclosures.DisclosureRules;

namespace IopPlatform.Intake.Domain.Disclosures;

/// <summary>Whether something may be disclosed, and on what ground. All or nothing: never less than asked, never more.</summary>
/// <param name="Rule">A stable code of the ground or of the refusal.</param>
/// <param name="Basis">consent, hipaa-tpo or an exception's code; null for a refusal.</param>
/// <param name="Consent">The consent that carries it.</param>
public sealed record DisclosureDecision(string Rule, string Explanation, string? Basis, ConsentOnFile? Consent)
{
    public bool Permitted => Basis is not null;

    /// <summary>
    /// Decides on facts already loaded. First what HIPAA permits without consent where Part 2 does not apply, then the consents
    /// in force, then the exceptions; whatever is left is refused.
    /// </summary>
    public static DisclosureDecision Decide(DisclosureAsked asked, PatientConfidentiality patient)
    {
        var isCounseling = asked.InformationKinds.Contains(CounselingNotes);
        if (asked.InformationKinds.Count == 0) return Refuse("nothing-asked", "No kind of information was asked for.");
        if (IsToThePatient(asked)) return ToThePatient(asked, patient);
        if (isCounseling && asked.InformationKinds.Any(kind => kind != CounselingNotes))
        {
            return Refuse(
                "counseling-notes-apart", "Counseling notes are asked for apart from everything else (42 CFR 2.31(b), 45 CFR 164.508(a)(2)).");
        }

        if (!patient.IsPart2 && !isCounseling && asked.Intermediary is null && TreatmentPaymentOperations.Contains(asked.Purpose))
        {
            return new(
                "hipaa-tpo", "No Part 2 record: treatment, payment and operations need no consent (45 CFR 164.506).", "hipaa-tpo", null);
        }

        if (Carrying(asked, patient) is { } consent)
        {
            return new(
                "consent", $"Consent {consent.Id} covers this information, purpose and recipient (42 CFR 2.33, 45 CFR 164.508).", "consent",
                consent);
        }

        if (DisclosureException.All.FirstOrDefault(exception => exception.Purpose == asked.Purpose) is not { } exception)
            return Refuse("no-consent", "No consent in force covers all of this information for this purpose to this recipient.");

        return isCounseling
            ? Refuse("counseling-notes-apart", "Counseling notes leave by a consent of their own, and on no other ground here.")
            : ByException(exception, asked);
    }

    private static bool IsToThePatient(DisclosureAsked asked) =>
        asked.Recipient.Kind == ThePatient || asked.Purpose == PatientContact || asked.InformationKinds.Contains(PatientMessage);

    /// <summary>
    /// A message to the patient's own contact point. An address that is not the patient's any more may be somebody else's, so it
    /// is refused until the asker knows the new one.
    /// </summary>
    private static DisclosureDecision ToThePatient(DisclosureAsked asked, PatientConfidentiality patient)
    {
        if (asked is not { Recipient.Kind: ThePatient, Purpose: PatientContact, InformationKinds: [PatientMessage], Intermediary: null })
        {
            return Refuse(
                "patient-contact-apart", "A message to the patient goes to the patient, for that purpose, with nothing else in it.");
        }

        if (asked.Recipient.Address is not { } address || !patient.ContactPoints.Contains(address))
            return Refuse(ContactPointChanged, "The patient is not reached at this address any more.");

        return patient.Consents.Where(consent => consent.LetsBeContacted(patient))
            .OrderByDescending(consent => consent.SignedAt).ThenBy(consent => consent.Id).FirstOrDefault() is { } consent
            ? new("consent", $"Consent {consent.Id} lets the patient be contacted.", "consent", consent)
            : Refuse("no-consent", "No consent to being contacted is in force.");
    }

    /// <summary>The one that names the recipient before one that names a class; of several the newest.</summary>
    private static ConsentOnFile? Carrying(DisclosureAsked asked, PatientConfidentiality patient) => patient.Consents
        .Where(consent => consent.IsInForce(patient) && consent.Carries(asked))
        .OrderByDescending(consent => consent.Names(asked.Recipient))
        .ThenByDescending(consent => consent.SignedAt)
        .ThenBy(consent => consent.Id)
        .FirstOrDefault();

    private static DisclosureDecision ByException(DisclosureException exception, DisclosureAsked asked) =>
        exception.MissingFrom(asked.Documentation) is { Count: > 0 } missing
            ? Refuse("documentation-missing", $"{exception.Source} wants in writing: {string.Join(", ", missing)}.")
            : new(exception.Purpose, $"Permitted without consent by {exception.Source}.", exception.Purpose, null);

    public static DisclosureDecision Refuse(string rule, string explanation) => new(rule, explanation, null, null);
}
