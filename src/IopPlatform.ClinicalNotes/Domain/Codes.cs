namespace IopPlatform.ClinicalNotes.Domain;

/// <summary>The code lists of this service's wire and tables.</summary>
public static class Codes
{
    /// <summary>The kinds of session that can be ordered, as Scheduling names them.</summary>
    public static readonly IReadOnlyList<string> Modalities =
        ["group", "individual", "family", "workshop", "skills", "mindfulness", "art", "music", "medication"];

    public static readonly IReadOnlyList<string> Participation = ["active", "moderate", "minimal"];

    public static readonly IReadOnlyList<string> ReviewDecisions =
        ["continue", "adjust-plan", StepUp, StepDown, "discharge"];

    public const string StepUp = "step-up";
    public const string StepDown = "step-down";

    /// <summary>How treatment ended, after SAMHSA's Treatment Episode Data Set (TEDS-D).</summary>
    public static readonly IReadOnlyList<string> DischargeReasons =
        ["completed", "transferred", "dropped-out", "terminated", "incarcerated", "death", "other"];

    public static readonly IReadOnlyList<string> FollowUpKinds = ["call", "visit", "self-report"];

    public static string OneOf(IReadOnlyList<string> codes) => $"One of: {string.Join(", ", codes)}.";
}
