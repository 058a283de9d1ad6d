using IopPlatform.Intake.Domain;
using R4 = Hl7.Fhir.Model;

namespace IopPlatform.Intake.Fhir;

/// <summary>Reads the ICD-10-CM codes of conditions that still hold.</summary>
internal static class DiagnosisReader
{
    private const string Icd10Cm = "http://hl7.org/fhir/sid/icd-10-cm";

    private static readonly string[] over = ["inactive", "remission", "resolved"];
    private static readonly string[] untrue = ["refuted", "entered-in-error"];

    public static IReadOnlyList<string> Read(BundleIndex index, R4.Patient patient, BundleIssues issues)
    {
        var codes = new List<string>();
        foreach (var (path, condition) in index.All<R4.Condition>())
        {
            if (!index.IsAbout(condition.Subject, patient, condition))
            {
                issues.Add(path + ".subject", "subject-is-another-patient", "The condition is not the one of the bundle's patient.");
                continue;
            }

            if (HasAny(condition.ClinicalStatus, over) || HasAny(condition.VerificationStatus, untrue)) continue;
            foreach (var coding in condition.Code?.Coding.Where(coding => coding.System == Icd10Cm) ?? [])
            {
                var code = coding.Code?.Trim().ToUpperInvariant();
                if (FieldRules.IsIcd10(code)) codes.Add(code!);
                else issues.Add(path + ".code", "icd10-malformed", "This is not an ICD-10-CM code such as F33.1.");
            }
        }

        return [.. codes.Distinct()];
    }

    private static bool HasAny(R4.CodeableConcept? status, string[] codes) =>
        status?.Coding.Any(coding => codes.Contains(coding.Code)) is true;
}
