using static IopPlatform.Intake.Domain.Disclosures.DisclosureCodes;

namespace IopPlatform.Intake.Domain.Disclosures;

/// <summary>A consent as a decision sees it. One without terms carries nothing (42 CFR 2.31(c): deficient on its face).</summary>
/// <param name="SignedOn">The day of signing at the site.</param>
/// <param name="ExpiresOn">Last day on which it holds, at the site.</param>
public sealed record ConsentOnFile(
    Guid Id,
    long Version,
    string Kind,
    DateOnly SignedOn,
    DateTimeOffset SignedAt,
    DateOnly? ExpiresOn,
    DateTimeOffset? RevokedAt,
    ConsentTerms? Terms)
{
    public const string ToBeContacted = "contact";

    /// <summary>Whether it holds at this moment and may carry a disclosure to somebody, whatever it is for.</summary>
    public bool IsInForce(PatientConfidentiality patient) =>
        Terms is not null
        && IsNotOver(patient)
        && !(Terms.ExpiryEvent == "end-of-treatment" && patient.TreatmentEndedOn is { } ended && ended >= SignedOn)
        && (patient.DeceasedOn is not { } died || died > patient.Today
            || (Terms.SignerCapacity == PersonalRepresentative && SignedOn >= died));

    /// <summary>Whether the patient may be written to. That tells nobody else anything, so it needs no terms (42 CFR 2.23(a)).</summary>
    public bool LetsBeContacted(PatientConfidentiality patient) =>
        Kind == ToBeContacted && IsNotOver(patient) && (patient.DeceasedOn is not { } died || died > patient.Today);

    /// <summary>Whether it is for all of what is asked, for that purpose, to that recipient, on that way.</summary>
    public bool Carries(DisclosureAsked asked) =>
        Terms is not null
        && asked.InformationKinds.Contains(CounselingNotes) == (Kind == "part2-counseling-notes")
        && (asked.Purpose == Proceedings) == (Kind == "part2-proceedings")
        && asked.InformationKinds.All(Covers)
        && Terms.Purposes.Contains(asked.Purpose)
        && (asked.Intermediary is null ? Terms.Recipients.Any(asked.Recipient.Is) : ReachesThrough(Terms.Intermediary, asked));

    /// <summary>True when it names this recipient itself, not only a class that it belongs to.</summary>
    public bool Names(AskedRecipient recipient) =>
        Terms is not null && Terms.Recipients.Any(named => named.Kind != ClassOfRecipients && recipient.Is(named));

    private bool IsNotOver(PatientConfidentiality patient) =>
        RevokedAt is null
        && SignedAt <= patient.Now + FieldRules.ClockSkew
        && (ExpiresOn is not { } last || last >= patient.Today);

    private bool Covers(string kind) =>
        Terms!.InformationKinds.Contains(kind) || (kind != CounselingNotes && Terms.InformationKinds.Contains(AllPart2));

    private static bool ReachesThrough(ConsentIntermediary? through, DisclosureAsked asked) =>
        through is not null
        && AskedRecipient.IsSameName(through.Name, asked.Intermediary!)
        && (through.ParticipantClass is { } treating
            ? asked.Recipient.Classes.Contains(treating)
            : through.Participants is { } participants && participants.Any(asked.Recipient.IsCalled));
}
