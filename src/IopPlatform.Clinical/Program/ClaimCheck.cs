namespace IopPlatform.Clinical.Program;

public enum ClaimVerdict
{
    Claimable,

    /// <summary>At least one confirmed rule is broken.</summary>
    Blocked,

    /// <summary>No confirmed rule is known to be broken, but facts are missing that one needs.</summary>
    NotKnown,
}

/// <summary>A broken rule with the facts that broke it.</summary>
public sealed record ClaimFinding(string RuleId, string Sentence, IReadOnlyList<CitedFact> Facts, string Source);

/// <param name="Blocks">Whether the day cannot be claimed without it.</param>
public sealed record ClaimGap(string RuleId, string Fact, bool Blocks);

/// <summary>One line to claim. A condition code belongs to the claim as a whole and stands in the decision.</summary>
public sealed record ClaimLine(string? Procedure, string Revenue, int Units);

/// <summary>Whether a day can be claimed, by which rules, and how.</summary>
/// <param name="Blockers">Confirmed rules that are broken.</param>
/// <param name="Cautions">Broken rules without a confirmed source: to be looked at, not stopping the claim.</param>
/// <param name="Lines">What to claim; empty unless the day is claimable.</param>
/// <param name="InsteadLines">
/// The single services of a day that is only too short for the per diem, where the payer takes them instead.
/// </param>
/// <param name="Rate">The payer's group of days that this one falls into; null where there are none.</param>
public sealed record ClaimDecision(
    ClaimVerdict Verdict,
    string Payer,
    string RulesVersion,
    IReadOnlyList<ClaimFinding> Blockers,
    IReadOnlyList<ClaimFinding> Cautions,
    IReadOnlyList<ClaimGap> Missing,
    IReadOnlyList<ClaimLine> Lines,
    IReadOnlyList<ClaimLine> InsteadLines,
    IReadOnlyList<string> ConditionCodes,
    string? Rate);

/// <summary>
/// What blocks a day from being claimed. The lines are a suggestion for a biller, made from the payer's versioned rules; this
/// is not a claims engine.
/// </summary>
public static class ClaimCheck
{
    /// <summary>Stands for the rule where no rule is broken, but there is no line to claim.</summary>
    public const string NothingToClaimId = "nothing-to-claim";

    public static ClaimDecision Decide(ClaimDay day, PayerRuleSet payer)
    {
        (PayerRule Rule, RuleCheck Check)[] checks = [.. payer.Rules.Select(rule => (rule, rule.Check(day, payer)))];
        var broken = checks.Where(one => one.Check.Outcome == RuleCheckOutcome.Broken).ToArray();
        var blockers = broken.Where(one => one.Rule.Confirmed).ToArray();
        ClaimGap[] missing =
        [
            .. checks
                .Where(one => one.Check.Outcome == RuleCheckOutcome.NotKnown)
                .Select(one => new ClaimGap(one.Rule.Id, one.Check.Facts[0].Name, one.Rule.Confirmed)),
        ];
        var lines = Lines(day, payer);
        ClaimFinding[] findings =
            blockers.Length == 0 && lines.Count == 0 ? [NothingToClaim(day)] : [.. blockers.Select(Finding)];
        var verdict = findings.Length > 0 ? ClaimVerdict.Blocked
            : missing.Any(gap => gap.Blocks) ? ClaimVerdict.NotKnown
            : ClaimVerdict.Claimable;
        var tooShortOnly = blockers is [(MinutesADay { ElseServices: true }, _)] && !missing.Any(gap => gap.Blocks);
        return new(
            verdict,
            payer.Payer,
            payer.Version,
            findings,
            [.. broken.Where(one => !one.Rule.Confirmed).Select(Finding)],
            missing,
            verdict == ClaimVerdict.Claimable ? lines : [],
            tooShortOnly ? ServiceLines(day, payer, fittingOnly: true) : [],
            payer.Claim.ConditionCodes,
            payer.Rates.LastOrDefault(rate => day.Services.Count >= rate.ServicesMin)?.Group);
    }

    /// <summary>The code on the wire: claimable, blocked, not-known.</summary>
    public static string ToCode(this ClaimVerdict verdict) => verdict switch
    {
        ClaimVerdict.Claimable => "claimable",
        ClaimVerdict.Blocked => "blocked",
        ClaimVerdict.NotKnown => "not-known",
    };

    private static ClaimFinding Finding((PayerRule Rule, RuleCheck Check) one) =>
        new(one.Rule.Id, one.Rule.Sentence, one.Check.Facts, one.Rule.Source);

    private static IReadOnlyList<ClaimLine> Lines(ClaimDay day, PayerRuleSet payer) =>
        payer.PerDiem.FirstOrDefault(code => code.Track == day.Track) is { } whole
            ? [new(whole.Procedure, whole.Revenue, payer.UnitsOf(day))]
            : ServiceLines(day, payer, fittingOnly: false);

    /// <summary>One unit a session; a session whose code the payer does not list has no line.</summary>
    /// <param name="fittingOnly">
    /// Leaves out sessions that do not last as long as their code says. Where a day is claimed by service, a rule warns of
    /// them instead.
    /// </param>
    private static IReadOnlyList<ClaimLine> ServiceLines(ClaimDay day, PayerRuleSet payer, bool fittingOnly) =>
    [
        .. day.Services
            .Select(service => (service.AttendedMinutes, Code: payer.Service(service.Procedure)))
            .Where(service => service.Code is { } code && (!fittingOnly || code.Fits(service.AttendedMinutes)))
            .Select(service => new ClaimLine(service.Code!.Procedure, service.Code.Revenue, 1)),
    ];

    private static ClaimFinding NothingToClaim(ClaimDay day) => new(
        NothingToClaimId,
        "The payer has a code for the day or for one of its sessions.",
        RuleCheck.BrokenIf(true, "services", day.Services.Select(service => service.Procedure ?? "no code")).Facts,
        "The payer's lists of codes in this set.");
}
