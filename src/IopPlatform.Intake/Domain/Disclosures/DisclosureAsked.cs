using static IopPlatform.Intake.Domain.Disclosures.DisclosureCodes;

namespace IopPlatform.Intake.Domain.Disclosures;

/// <summary>What somebody wants to disclose.</summary>
/// <param name="RequestId">The asker's own id; the same request is logged once, however often it is asked.</param>
/// <param name="Intermediary">The exchange or the like it goes through; null when it goes to the recipient directly.</param>
/// <param name="Service">The service that asks.</param>
/// <param name="Channel">How it leaves, for example api, fhir, webhook, mail, paper.</param>
/// <param name="OnBehalfOf">The person or client for whom it asks.</param>
/// <param name="Documentation">What an exception needs in writing.</param>
public sealed record DisclosureAsked(
    Guid RequestId,
    Guid PatientId,
    AskedRecipient Recipient,
    IReadOnlyList<string> InformationKinds,
    string Purpose,
    string Service,
    string Channel,
    string? OnBehalfOf = null,
    string? Intermediary = null,
    IReadOnlyDictionary<string, string>? Documentation = null);

/// <param name="Kind">person, entity or patient.</param>
/// <param name="Classes">From the organization's register, never from the recipient's own word.</param>
public sealed record AskedRecipient(
    string Kind, string? Identifier, string Name, string? Address, IReadOnlyList<string> Classes)
{
    /// <summary>Whether a consent that names this recipient means us.</summary>
    public bool Is(ConsentRecipient named) =>
        named.Kind == ClassOfRecipients
            ? named.Class is { } of && Classes.Contains(of)
            : named.Kind == Kind && (named.Identifier is { } id ? id == Identifier : IsSameName(named.Name, Name));

    /// <summary>Whether a list of names and identifiers means us by this entry.</summary>
    public bool IsCalled(string nameOrIdentifier) => nameOrIdentifier == Identifier || IsSameName(nameOrIdentifier, Name);

    public static bool IsSameName(string one, string other) =>
        string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);
}

/// <summary>What about the patient decides on a disclosure, at one moment.</summary>
/// <param name="Today">The day at the site.</param>
/// <param name="TreatmentEndedOn">The last day of the newest episode, when none is open.</param>
/// <param name="IsPart2">Whether 42 CFR Part 2 protects the patient's records.</param>
public sealed record PatientConfidentiality(
    DateTimeOffset Now,
    DateOnly Today,
    DateOnly? DeceasedOn,
    DateOnly? TreatmentEndedOn,
    bool IsPart2,
    IReadOnlyList<ConsentOnFile> Consents)
{
    /// <summary>Where the patient may be reached at this moment.</summary>
    public IReadOnlyList<string> ContactPoints { get; init; } = [];
}
