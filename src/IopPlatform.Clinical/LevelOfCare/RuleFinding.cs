namespace IopPlatform.Clinical.LevelOfCare;

internal enum RuleVerdict
{
    Met,
    NotMet,

    /// <summary>Facts that are not known could still decide it either way.</summary>
    Open,
}

/// <summary>What became of one rule, and the known facts that decided it.</summary>
internal sealed record RuleFinding(PlacementRule Rule, RuleVerdict Verdict, IReadOnlyList<CitedFact> Facts)
{
    public PlacementReason Reason(string sentence) => new(Rule.Id, sentence, Facts);

    public static RuleFinding Of(PlacementRule rule, FactSheet sheet)
    {
        var someTrue = rule.Some.Count(test => test.Holds(sheet) is true);
        var someOpen = rule.Some.Count(test => test.Holds(sheet) is null);
        if (rule.All.Any(test => test.Holds(sheet) is false))
            return new(rule, RuleVerdict.NotMet, Cite(rule.All, false));
        if (someTrue + someOpen < rule.SomeAtLeast)
            return new(rule, RuleVerdict.NotMet, Cite(rule.Some, false));
        if (someTrue < rule.SomeAtLeast || rule.All.Any(test => test.Holds(sheet) is null))
            return new(rule, RuleVerdict.Open, []);
        return new(rule, RuleVerdict.Met, [.. Cite(rule.All, true), .. Cite(rule.Some, true), .. CiteByName()]);

        List<CitedFact> Cite(IReadOnlyList<FactTest> tests, bool outcome) =>
            [.. tests.Where(test => test.Holds(sheet) == outcome).Select(test => sheet.Cite(test.Fact)!).Distinct()];

        IEnumerable<CitedFact> CiteByName() => rule.Cites.Select(sheet.Cite).OfType<CitedFact>();
    }
}
