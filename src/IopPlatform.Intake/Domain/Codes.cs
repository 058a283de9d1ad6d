namespace IopPlatform.Intake.Domain;

/// <summary>The code lists of Intake as they stand on the wire and in the check constraints.</summary>
public static class Codes
{
    public static readonly string[] SourceKinds = ["hospital", "clinician", "self", "court", "school", "payer", "other"];

    public static readonly string[] Urgencies = ["routine", "urgent", "emergent"];

    public static readonly string[] SexesAtBirth = ["female", "male", "unknown"];

    public static readonly string[] Channels = ["email", "sms", "phone", "none"];

    /// <summary>What the four kinds of the thin path do not name, such as veterans' coverage, is other.</summary>
    public static readonly string[] CoverageKinds = ["commercial", "medicaid", "medicare", "self-pay", "other"];

    public static readonly string[] ConsentKinds =
        ["treatment", "part2-tpo", "contact", "telehealth", "family", "release", "part2-counseling-notes", "part2-proceedings"];

    public static readonly string[] ReferralStatuses = ["received", "assessed", "determined", "admitted", "closed"];

    public static readonly string[] EpisodeStatuses = ["open", "closed"];

    public static string List(IEnumerable<string> codes) => "one of " + string.Join(", ", codes);
}
