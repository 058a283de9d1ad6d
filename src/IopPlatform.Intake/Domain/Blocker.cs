namespace IopPlatform.Intake.Domain;

/// <summary>What stands in the way of admission: a stable code and a sentence.</summary>
public sealed record Blocker(string Rule, string Text)
{
    public static readonly Blocker Closed = new("referral-closed", "The referral is closed.");

    public static readonly Blocker AlreadyAdmitted = new("already-admitted", "The patient is in an episode of care already.");

    /// <summary>Everything that blocks the admission of this referral to whatever program; empty when it may go ahead.</summary>
    public static IReadOnlyList<Blocker> Of(ReferralFacts facts)
    {
        var found = new List<Blocker>();
        if (facts.Status == "closed") found.Add(Closed);
        if (facts.EpisodeId is not null || facts.OpenEpisodeId is not null) found.Add(AlreadyAdmitted);
        if (!facts.Consents.Contains("treatment"))
            found.Add(new("treatment-consent-missing", "There is no consent to treatment that holds today."));
        if (!facts.Consents.Contains("part2-tpo"))
        {
            found.Add(new(
                "part2-consent-missing",
                "There is no consent under 42 CFR Part 2 to treatment, payment and operations that holds today."));
        }

        if (ScreenBlocker(facts.ScreenerSafety) is { } screen) found.Add(screen);
        if (facts.AssessmentId is null)
            found.Add(new("assessment-missing", "There is no assessment."));
        if (facts.DeterminedLevel is null)
            found.Add(new("determination-missing", "A clinician has not determined the level of care on the newest assessment."));
        return found;
    }

    /// <summary>The blockers of one program, beside those of the referral.</summary>
    public static IEnumerable<Blocker> OfProgram(ReferralFacts facts, Guid programSiteId, string programLevel)
    {
        if (programSiteId != facts.SiteId)
            yield return new("program-of-another-site", "The program belongs to another site than the referral.");
        if (facts.DeterminedLevel is { } level && level != programLevel)
        {
            yield return new(
                "program-level-differs", $"The program delivers {programLevel}, but the level of care was determined as {level}.");
        }
    }

    private static Blocker? ScreenBlocker(string? safety) => safety switch
    {
        null => new("suicide-screen-missing", "There is no suicide risk screener (C-SSRS)."),
        "indeterminate" => new(
            "suicide-screen-incomplete", "The newest suicide risk screener is incomplete; a clinician completes it in person."),
        "high" => new("high-risk-unresolved", "The newest suicide risk screener shows high risk."),
        _ => null,
    };
}
