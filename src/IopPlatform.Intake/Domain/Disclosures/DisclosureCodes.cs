namespace IopPlatform.Intake.Domain.Disclosures;

/// <summary>The codes in which consents and requests for disclosure speak, so that a machine can compare them.</summary>
public static class DisclosureCodes
{
    public const string AllPart2 = "all-part2";
    public const string CounselingNotes = "counseling-notes";
    public const string ReferralStatus = "referral-status";
    public const string Treatment = "treatment";
    public const string Proceedings = "proceedings";
    public const string TreatingProviders = "treating-providers";
    public const string MedicalEmergency = "medical-emergency";
    public const string Person = "person";
    public const string Entity = "entity";
    public const string ClassOfRecipients = "class";

    /// <summary>The patient, reached at a contact point of their own.</summary>
    public const string ThePatient = "patient";

    /// <summary>Why a message goes to the patient; it rests on the consent to being contacted and on nothing else.</summary>
    public const string PatientContact = "patient-contact";

    /// <summary>One of the platform's own texts: a greeting, a time and a number to call, nothing clinical.</summary>
    public const string PatientMessage = "patient-message";

    /// <summary>
    /// Kinds of information. all-part2 stands for every other kind but counseling-notes, which never go with anything else (42
    /// CFR 2.31(b)).
    /// </summary>
    public static readonly string[] InformationKinds =
    [
        "demographics", "contact-details", ReferralStatus, "attendance", "treatment-summary", "diagnoses", "medications", "lab-results",
        "assessments", "treatment-plan", "progress-notes", "discharge-summary", "billing", AllPart2, CounselingNotes,
    ];

    /// <summary>Treatment, payment and health care operations (45 CFR 164.501).</summary>
    public static readonly string[] TreatmentPaymentOperations = [Treatment, "payment", "operations"];

    /// <summary>patient-request is "at the request of the patient" (42 CFR 2.31(a)(5)).</summary>
    public static readonly string[] Purposes =
    [
        .. TreatmentPaymentOperations, "patient-request", "family-involvement", "school-or-work", "benefits", "research", "audit-evaluation",
        Proceedings,
    ];

    /// <summary>What may be asked for: the purposes of consents, those that go without one, and writing to the patient.</summary>
    public static readonly string[] AskedPurposes = [.. Purposes, MedicalEmergency, PatientContact];

    public static readonly string[] AskedInformationKinds = [.. InformationKinds, PatientMessage];

    public static readonly string[] RecipientKinds = [Person, Entity];

    public static readonly string[] AskedRecipientKinds = [.. RecipientKinds, ThePatient];

    public static readonly string[] ConsentRecipientKinds = [.. RecipientKinds, ClassOfRecipients];

    /// <summary>
    /// The classes that a single consent for all treatment, payment and operations may name: "my treating providers, health
    /// plans, third-party payers, and people helping to operate this program" (42 CFR 2.31(a)(4)).
    /// </summary>
    public static readonly string[] Classes = [TreatingProviders, "health-plans", "third-party-payers", "program-operations"];

    public static readonly string[] DiscloserKinds = ["named", ClassOfRecipients];

    public static readonly string[] Expiries = ["date", "event", "none"];

    /// <summary>end-of-treatment is seen by the platform itself; any other event ends the consent when it is recorded.</summary>
    public static readonly string[] ExpiryEvents = ["end-of-treatment", "other"];

    public static readonly string[] SignerCapacities = ["patient", "parent", "guardian", PersonalRepresentative, "other-authorized"];

    public const string PersonalRepresentative = "personal-representative";

    /// <summary>The kinds of consent that are about disclosing, and so may carry terms.</summary>
    public static readonly string[] DisclosingConsents = ["part2-tpo", "family", "release", "part2-counseling-notes", "part2-proceedings"];
}
