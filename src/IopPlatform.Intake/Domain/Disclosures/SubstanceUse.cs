namespace IopPlatform.Intake.Domain.Disclosures;

/// <summary>Which diagnoses make a patient's records records under 42 CFR Part 2.</summary>
public static class SubstanceUse
{
    /// <summary>
    /// ICD-10-CM chapters of disorders due to psychoactive substances. F17 (nicotine) is missing on purpose: 42 CFR 2.11 leaves
    /// tobacco out. O99.31 and O99.32 are the same disorders in pregnancy.
    /// </summary>
    private static readonly string[] Disorders =
        ["F10", "F11", "F12", "F13", "F14", "F15", "F16", "F18", "F19", "O99.31", "O99.32"];

    public static bool IsDisorder(string icd10) => Disorders.Any(prefix => icd10.StartsWith(prefix, StringComparison.Ordinal));
}
