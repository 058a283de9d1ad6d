namespace IopPlatform.Intake.Domain.Disclosures;

/// <summary>A ground on which Part 2 information leaves without consent, and what must be written down when it does.</summary>
/// <param name="Purpose">The purpose that invokes it; also the basis under which it is logged.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Documentation">What the request must state; anything missing or blank is a refusal.</param>
public sealed record DisclosureException(string Purpose, string Source, IReadOnlyList<string> Documentation)
{
    /// <summary>
    /// None of them opens counseling notes, a narrower reading than the rule's, so that a person decides there. Court orders
    /// (42 CFR 2.61-2.67) and reports of child abuse (2.12(c)(6)) are left to people, too.
    /// </summary>
    public static readonly IReadOnlyList<DisclosureException> All =
    [
        // To medical personnel, to the extent necessary, where consent cannot be obtained; logged at once with these.
        new(DisclosureCodes.MedicalEmergency, "42 CFR 2.51",
            ["receivedBy", "receiverAffiliation", "disclosedBy", "natureOfEmergency", "whyNoConsent"]),
        // To those who fund, regulate or review the program and have agreed in writing to the limits of use.
        new("audit-evaluation", "42 CFR 2.53", ["auditor", "authority", "writtenAgreement"]),
        // To researchers whose project was approved under HIPAA or the Common Rule.
        new("research", "42 CFR 2.52", ["project", "approvedBy", "approvalReference", "approvedOn"]),
    ];

    /// <summary>What the request ought to state and does not.</summary>
    public IReadOnlyList<string> MissingFrom(IReadOnlyDictionary<string, string>? documentation) =>
        [.. Documentation.Where(name => string.IsNullOrWhiteSpace(documentation?.GetValueOrDefault(name)))];
}
