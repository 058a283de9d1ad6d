using IopPlatform.Testing;

namespace IopPlatform.EndToEnd.Tests.Leaks;

/// <summary>
/// Every text that the public API takes, by the name of its property: those that get a marker, and those that hold codes. A test
/// fails on a property that stands in neither list.
/// </summary>
internal static class MarkedFields
{
    public static readonly IReadOnlyDictionary<string, MarkerKind> Marked = new Dictionary<string, MarkerKind>
    {
        // A patient's name, in JSON and in FHIR.
        ["givenName"] = MarkerKind.PatientName,
        ["familyName"] = MarkerKind.PatientName,
        ["preferredName"] = MarkerKind.PatientName,
        ["family"] = MarkerKind.PatientName,
        ["given"] = MarkerKind.PatientName,
        // Programs, tracks, groups and rooms; also the sender of a referral, who says as much of a patient.
        ["name"] = MarkerKind.ProgramName,
        ["address"] = MarkerKind.ClinicalText,
        ["affect"] = MarkerKind.ClinicalText,
        ["authorityToSign"] = MarkerKind.ClinicalText,
        ["copingTools"] = MarkerKind.ClinicalText,
        ["departureReason"] = MarkerKind.ClinicalText,
        ["discloser"] = MarkerKind.ClinicalText,
        ["disposition"] = MarkerKind.ClinicalText,
        ["emergencySteps"] = MarkerKind.ClinicalText,
        ["expiryEventText"] = MarkerKind.ClinicalText,
        ["frequency"] = MarkerKind.ClinicalText,
        ["information"] = MarkerKind.ClinicalText,
        ["interventions"] = MarkerKind.ClinicalText,
        ["measure"] = MarkerKind.ClinicalText,
        ["modality"] = MarkerKind.ClinicalText,
        ["note"] = MarkerKind.ClinicalText,
        ["patientPrefers"] = MarkerKind.ClinicalText,
        ["purpose"] = MarkerKind.ClinicalText,
        ["quote"] = MarkerKind.ClinicalText,
        ["rationale"] = MarkerKind.ClinicalText,
        ["reason"] = MarkerKind.ClinicalText,
        ["recipient"] = MarkerKind.ClinicalText,
        ["referredTo"] = MarkerKind.ClinicalText,
        ["response"] = MarkerKind.ClinicalText,
        ["revocationStatement"] = MarkerKind.ClinicalText,
        ["revokedBy"] = MarkerKind.ClinicalText,
        ["signedBy"] = MarkerKind.ClinicalText,
        ["statement"] = MarkerKind.ClinicalText,
        ["substanceUseInformation"] = MarkerKind.ClinicalText,
        ["summary"] = MarkerKind.ClinicalText,
        ["supports"] = MarkerKind.ClinicalText,
        ["text"] = MarkerKind.ClinicalText,
        ["title"] = MarkerKind.ClinicalText,
        ["topic"] = MarkerKind.ClinicalText,
        ["triggers"] = MarkerKind.ClinicalText,
        ["warningSigns"] = MarkerKind.ClinicalText,
    };

    /// <summary>Codes, numbers in text form, and what is unique without a marker.</summary>
    public static readonly IReadOnlySet<string> Plain = new HashSet<string>
    {
        "ageGroup", "class", "classes", "code", "dayOfWeek", "decision", "diagnoses", "discloserKind", "edition", "email",
        "endedBy", "expiry", "expiryEvent", "functioning", "icd10", "identifier", "informationKinds", "instrumentId", "kind",
        "language", "levelOfCare", "mealSupport", "memberId", "number", "outcome", "participantClass", "participants",
        "participation", "password", "payer", "phone", "preferredChannel", "purposes", "reasonCode", "sexAtBirth",
        "signerCapacity", "startsAt", "status", "textSha256", "urgency", "verdict", "version", "violenceRisk", "withdrawalRisk",
        // Of staff and places, not of patients.
        "credential", "displayName", "roles", "supportPhone", "timeZone",
    };

    /// <summary>Properties that hold a code in some operations although they hold a text in others.</summary>
    public static bool IsCode(string path, string property) => (property, path) switch
    {
        ("supports", _) => path.EndsWith("/assessment", StringComparison.Ordinal),
        ("patientPrefers", _) => true,
        ("modality", _) => path.EndsWith("/prescription", StringComparison.Ordinal),
        ("reason", _) => path.EndsWith("/discharge", StringComparison.Ordinal),
        _ => false,
    };
}
