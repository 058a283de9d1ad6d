namespace IopPlatform.Intake.Domain.Disclosures;

/// <summary>What must go along with every disclosure of Part 2 records (42 CFR 2.32).</summary>
public static class Part2Notice
{
    /// <summary>The short one of the two statements that the rule offers, 42 CFR 2.32(a)(2).</summary>
    public const string Text = "42 CFR part 2 prohibits unauthorized use or disclosure of these records.";
}
