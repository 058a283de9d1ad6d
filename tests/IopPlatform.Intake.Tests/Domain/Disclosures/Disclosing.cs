using IopPlatform.Intake.Domain.Disclosures;

namespace IopPlatform.Intake.Tests.Domain.Disclosures;

/// <summary>Consents, patients and requests for the pure decision.</summary>
internal static class Disclosing
{
    public static readonly DateTimeOffset Now = new(2026, 3, 10, 18, 0, 0, TimeSpan.Zero);

    public static readonly DateOnly Today = new(2026, 3, 10);

    public static readonly ConsentForm Form = new("2026-02", "en", new string('a', 64));

    public static readonly ConsentTerms Tpo = new(
        "class", [DisclosureCodes.AllPart2], "All records of substance use treatment",
        [.. DisclosureCodes.Classes.Select(code => new ConsentRecipient("class", "My " + code, Class: code))],
        null, DisclosureCodes.TreatmentPaymentOperations, "In writing, to the program, at any time", "none", null, null, "patient", null, true,
        true, Form);

    /// <summary>One entity, two kinds, one purpose.</summary>
    public static readonly ConsentTerms ToHospital = Tpo with
    {
        DiscloserKind = "named",
        InformationKinds = ["attendance", "treatment-summary"],
        Recipients = [new("entity", "Sample General Hospital", "sample-general")],
        Purposes = ["treatment"],
    };

    public static ConsentOnFile Consent(ConsentTerms? terms, string kind = "part2-tpo", int number = 1) => new(
        new Guid(number, 0, 0, new byte[8]), 1, kind, Today.AddDays(-30), Now.AddDays(-30), null, null, terms);

    public static PatientConfidentiality Patient(params ConsentOnFile[] consents) => new(Now, Today, null, null, true, consents);

    public static readonly AskedRecipient Hospital = new("entity", "sample-general", "Sample General Hospital", null, []);

    public static DisclosureAsked Ask(string purpose = "treatment", AskedRecipient? recipient = null, params string[] kinds) => new(
        Guid.CreateVersion7(), Guid.CreateVersion7(), recipient ?? Hospital, kinds.Length == 0 ? ["attendance"] : kinds, purpose, "tests", "api");
}
