namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// The triage level of a safety finding. The numbers 0 to 3 are the value of the C-SSRS screener; Indeterminate means
/// that a clinician must find out, and is never treated as None.
/// </summary>
public enum SafetyLevel
{
    None = 0,
    Low = 1,
    Moderate = 2,
    High = 3,
    Indeterminate = 4,
}

public static class SafetyLevels
{
    /// <summary>The code on the wire: none, low, moderate, high, indeterminate.</summary>
    public static string ToCode(this SafetyLevel level) => level switch
    {
        SafetyLevel.None => "none",
        SafetyLevel.Low => "low",
        SafetyLevel.Moderate => "moderate",
        SafetyLevel.High => "high",
        SafetyLevel.Indeterminate => "indeterminate",
    };

    /// <summary>The level of a code, or null for any other text.</summary>
    public static SafetyLevel? FromCode(string? code) => code switch
    {
        "none" => SafetyLevel.None,
        "low" => SafetyLevel.Low,
        "moderate" => SafetyLevel.Moderate,
        "high" => SafetyLevel.High,
        "indeterminate" => SafetyLevel.Indeterminate,
        _ => null,
    };

    /// <summary>
    /// The level to act on when there are several: High first, then Indeterminate (it may hide a High), then Moderate,
    /// Low and None. Do not compare the enum's numbers for this.
    /// </summary>
    public static SafetyLevel Worst(IEnumerable<SafetyFinding> findings) =>
        findings.Select(finding => finding.Level).DefaultIfEmpty(SafetyLevel.None).MaxBy(Urgency);

    /// <summary>From the least to the most urgent level, as <see cref="Worst"/> orders them.</summary>
    internal static int Urgency(SafetyLevel level) => level switch
    {
        SafetyLevel.None => 0,
        SafetyLevel.Low => 1,
        SafetyLevel.Moderate => 2,
        SafetyLevel.Indeterminate => 3,
        SafetyLevel.High => 4,
    };
}
