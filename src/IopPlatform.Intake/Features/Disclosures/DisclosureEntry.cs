using IopPlatform.Intake.Domain.Disclosures;

namespace IopPlatform.Intake.Features.Disclosures;

/// <summary>One line of the accounting of disclosures: what, when, to whom, what for, on what ground, by whom.</summary>
/// <param name="Basis">consent, hipaa-tpo or the code of an exception; null when it was refused and nothing left.</param>
/// <param name="AccountedUnder">The rules by which the patient may ask for this line today; it is shown in any case.</param>
/// <param name="SentBy">The process that asked, and for whom, where it acted for somebody.</param>
public sealed record DisclosureEntry(
    Guid Id,
    DateTimeOffset At,
    bool Permitted,
    string Rule,
    DisclosedTo To,
    IReadOnlyList<string> InformationKinds,
    string Purpose,
    string? Basis,
    Guid? ConsentId,
    bool IsPart2,
    string Channel,
    string SentBy,
    string? OnBehalfOf,
    IReadOnlyList<string> AccountedUnder);

/// <param name="Kind">person, entity or patient.</param>
/// <param name="Intermediary">Through whom it went (42 CFR 2.24).</param>
public sealed record DisclosedTo(string Kind, string Name, string? Identifier, string? Address, string? Intermediary);

/// <summary>Which rule gives the patient a right to this line, and for how long.</summary>
public static class Accounting
{
    /// <summary>45 CFR 164.528(a)(1): six years back, and so long the log is shown.</summary>
    public const int YearsShown = 6;

    /// <summary>42 CFR 2.25 and 2.24(b): three years back.</summary>
    private const int Part2Years = 3;

    /// <summary>
    /// HIPAA leaves out treatment, payment and operations and what the patient authorized. Part 2 leaves out neither: 2.25(a)
    /// for consents, 2.25(b) for treatment, payment and operations through an electronic record, which all of these are. What the
    /// patient was told is no disclosure of theirs to anybody (45 CFR 164.528(a)(1)(ii), 42 CFR 2.23).
    /// </summary>
    public static IReadOnlyList<string> Under(
        bool isPart2, string? basis, string purpose, string? intermediary, DateTimeOffset at, DateTimeOffset now)
    {
        var rules = new List<string>();
        if (basis is null || purpose == DisclosureCodes.PatientContact) return rules;
        if (basis is not ("consent" or "hipaa-tpo") && at >= now.AddYears(-YearsShown)) rules.Add("45 CFR 164.528");
        if (!isPart2 || at < now.AddYears(-Part2Years)) return rules;
        if (basis == "consent")
            rules.Add(DisclosureCodes.TreatmentPaymentOperations.Contains(purpose) ? "42 CFR 2.25(b)" : "42 CFR 2.25(a)");
        if (intermediary is not null) rules.Add("42 CFR 2.24(b)");
        return rules;
    }
}
