using IopPlatform.Intake.Domain.Disclosures;
using static IopPlatform.Intake.Tests.Domain.Disclosures.Disclosing;

namespace IopPlatform.Intake.Tests.Domain.Disclosures;

public sealed class DisclosureDecisionTests
{
    private static readonly ConsentOnFile Named = Consent(ToHospital, "release");

    public static TheoryData<string, string, DisclosureAsked, PatientConfidentiality> Cases => new()
    {
        { "named recipient", "consent", Ask(), Patient(Named) },
        { "both kinds", "consent", Ask(kinds: ["attendance", "treatment-summary"]), Patient(Named) },
        { "no consent", "no-consent", Ask(), Patient() },
        { "consent without terms", "no-consent", Ask(), Patient(Consent(null)) },
        { "more than it covers", "no-consent", Ask(kinds: ["attendance", "diagnoses"]), Patient(Named) },
        { "everything asked of a narrow one", "no-consent", Ask(kinds: ["all-part2"]), Patient(Named) },
        { "other purpose", "no-consent", Ask("payment"), Patient(Named) },
        { "other recipient", "no-consent", Ask(recipient: Hospital with { Identifier = "other" }), Patient(Named) },
        { "same name, other identifier kind", "no-consent", Ask(recipient: Hospital with { Kind = "person" }), Patient(Named) },
        {
            "by name where the consent has no identifier", "consent", Ask(recipient: Hospital with { Identifier = null, Name = " sample general HOSPITAL " }),
            Patient(Consent(ToHospital with { Recipients = [new("entity", "Sample General Hospital")] }, "release"))
        },
        { "revoked", "no-consent", Ask(), Patient(Named with { RevokedAt = Now.AddSeconds(-1) }) },
        { "last day is today", "consent", Ask(), Patient(Named with { ExpiresOn = Today }) },
        { "last day was yesterday", "no-consent", Ask(), Patient(Named with { ExpiresOn = Today.AddDays(-1) }) },
        { "signed in the future", "no-consent", Ask(), Patient(Named with { SignedAt = Now.AddHours(1) }) },
        { "a class the register gives", "consent", Ask(recipient: Hospital with { Classes = ["treating-providers"] }), Patient(Consent(Tpo)) },
        { "a class nobody gave", "no-consent", Ask(), Patient(Consent(Tpo)) },
        {
            "end of treatment has come", "no-consent", Ask(),
            Patient(Consent(ToHospital with { Expiry = "event", ExpiryEvent = "end-of-treatment" }, "release")) with { TreatmentEndedOn = Today.AddDays(-1) }
        },
        {
            "an earlier treatment had ended before it was signed", "consent", Ask(),
            Patient(Consent(ToHospital with { Expiry = "event", ExpiryEvent = "end-of-treatment" }, "release")) with { TreatmentEndedOn = Today.AddDays(-60) }
        },
        { "the patient has died", "no-consent", Ask(), Patient(Named) with { DeceasedOn = Today } },
        {
            "signed by the personal representative since", "consent", Ask(),
            Patient(Consent(ToHospital with { SignerCapacity = "personal-representative" }, "release")) with { DeceasedOn = Today.AddDays(-40) }
        },
        { "counseling notes by a consent for everything", "no-consent", Ask(recipient: Hospital with { Classes = ["treating-providers"] }, kinds: ["counseling-notes"]), Patient(Consent(Tpo)) },
        { "counseling notes by their own consent", "consent", Ask(kinds: ["counseling-notes"]), Patient(Consent(ToHospital with { InformationKinds = ["counseling-notes"] }, "part2-counseling-notes")) },
        { "counseling notes together with others", "counseling-notes-apart", Ask(kinds: ["counseling-notes", "attendance"]), Patient(Named) },
        { "proceedings by another consent", "no-consent", Ask("proceedings"), Patient(Named) },
        { "proceedings by their own consent", "consent", Ask("proceedings"), Patient(Consent(ToHospital with { Purposes = ["proceedings"] }, "part2-proceedings")) },
        { "no Part 2 record, treatment", "hipaa-tpo", Ask(), Patient() with { IsPart2 = false } },
        { "no Part 2 record, payment", "hipaa-tpo", Ask("payment"), Patient() with { IsPart2 = false } },
        { "no Part 2 record, family", "no-consent", Ask("family-involvement"), Patient() with { IsPart2 = false } },
        { "no Part 2 record, psychotherapy notes", "no-consent", Ask(kinds: ["counseling-notes"]), Patient() with { IsPart2 = false } },
        { "through an unnamed intermediary", "no-consent", Ask() with { Intermediary = "Exchange" }, Patient(Named) },
        {
            "through the named intermediary to a participant", "consent", Ask() with { Intermediary = "Exchange" },
            Patient(Consent(ToHospital with { Intermediary = new("Exchange", ["sample-general"]) }, "release"))
        },
        {
            "through it to one who treats", "consent", Ask(recipient: Hospital with { Classes = ["treating-providers"] }) with { Intermediary = "exchange" },
            Patient(Consent(ToHospital with { Intermediary = new("Exchange", null, "treating-providers") }, "release"))
        },
        {
            "through it to one who does not", "no-consent", Ask() with { Intermediary = "Exchange" },
            Patient(Consent(ToHospital with { Intermediary = new("Exchange", null, "treating-providers") }, "release"))
        },
        { "emergency without papers", "documentation-missing", Ask("medical-emergency"), Patient() },
        { "emergency", "medical-emergency", Ask("medical-emergency") with { Documentation = Emergency() }, Patient() },
        { "emergency with a blank", "documentation-missing", Ask("medical-emergency") with { Documentation = Emergency("natureOfEmergency") }, Patient() },
        { "emergency, counseling notes", "counseling-notes-apart", Ask("medical-emergency", kinds: ["counseling-notes"]) with { Documentation = Emergency() }, Patient() },
        {
            "audit", "audit-evaluation", Ask("audit-evaluation") with
            {
                Documentation = new Dictionary<string, string> { ["auditor"] = "State", ["authority"] = "Funds it", ["writtenAgreement"] = "A-1" },
            },
            Patient()
        },
        { "to the patient", "consent", ToPatient(), Contactable(Consent(null, "contact")) },
        { "to the patient, no consent to it", "no-consent", ToPatient(), Contactable(Named) },
        { "to the patient, revoked", "no-consent", ToPatient(), Contactable(Consent(null, "contact") with { RevokedAt = Now }) },
        { "to the patient, last day is today", "consent", ToPatient(), Contactable(Consent(null, "contact") with { ExpiresOn = Today }) },
        { "to the patient, over", "no-consent", ToPatient(), Contactable(Consent(null, "contact") with { ExpiresOn = Today.AddDays(-1) }) },
        { "to the patient, who has died", "no-consent", ToPatient(), Contactable(Consent(null, "contact")) with { DeceasedOn = Today } },
        { "to a former address", "contact-point-changed", ToPatient(), Patient(Consent(null, "contact")) },
        { "a consent to be contacted, to somebody else", "no-consent", Ask(), Contactable(Consent(null, "contact")) },
        { "research without papers", "documentation-missing", Ask("research"), Patient() },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decide_Table_NamesTheGround(string what, string rule, DisclosureAsked asked, PatientConfidentiality patient)
    {
        var decision = DisclosureDecision.Decide(asked, patient);
        Assert.True(rule == decision.Rule, $"{what}: {decision.Rule} instead of {rule}");
        Assert.Equal(rule is "consent" or "hipaa-tpo" or "medical-emergency" or "audit-evaluation", decision.Permitted);
    }

    [Fact]
    public void Decide_SeveralConsents_TakesTheOneThatNamesTheRecipient()
    {
        var general = Consent(Tpo, number: 2) with { SignedAt = Now.AddDays(-1) };
        var decision = DisclosureDecision.Decide(
            Ask(recipient: Hospital with { Classes = ["treating-providers"] }), Patient(general, Named));
        Assert.Equal(Named.Id, decision.Consent?.Id);
    }

    [Theory]
    [InlineData("F10.20", true)]
    [InlineData("F19.10", true)]
    [InlineData("O99.320", true)]
    [InlineData("F17.210", false)]
    [InlineData("F33.1", false)]
    public void IsDisorder_Diagnosis_LeavesTobaccoOut(string icd10, bool expected) => Assert.Equal(expected, SubstanceUse.IsDisorder(icd10));

    private static DisclosureAsked ToPatient() =>
        Ask("patient-contact", new AskedRecipient("patient", null, "The patient", "pat@example.com", []), "patient-message");

    private static PatientConfidentiality Contactable(params ConsentOnFile[] consents) =>
        Patient(consents) with { ContactPoints = ["pat@example.com"] };

    private static Dictionary<string, string> Emergency(string? blank = null) =>
        DisclosureException.All[0].Documentation.ToDictionary(name => name, name => name == blank ? " " : "Stated");
}
