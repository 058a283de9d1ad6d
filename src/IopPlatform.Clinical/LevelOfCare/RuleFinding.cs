namespace IopPlatform.Clinical.LevelOfCare;

internal enum RuleVerdict
{
    Met,
    NotMet,

    /// <summary>Facts that are not known could still decide it either way.</summary>
    Open,

    /// <summary>The rule is not about this patient.</summary>
    NotApplicable,
}

/// <summary>What became of one rule; the facts that decided it are gathered only when a reason cites them.</summary>
internal readonly struct RuleFinding
{
    private readonly FactSheet sheet;
    private readonly bool failedAll;
    private readonly bool whenOpen;

    public RuleFinding(PlacementRule rule, FactSheet sheet)
    {
        Rule = rule;
        this.sheet = sheet;
        var allFalse = false;
        var allOpen = false;
        foreach (var test in rule.WhenTests)
        {
            switch (sheet.Holds(test))
            {
                case false: Verdict = RuleVerdict.NotApplicable; return;
                case null: Verdict = RuleVerdict.Open; whenOpen = true; return;
            }
        }

        foreach (var test in rule.AllTests)
        {
            switch (sheet.Holds(test))
            {
                case false: allFalse = true; break;
                case null: allOpen = true; break;
            }
        }

        int someTrue = 0, someOpen = 0;
        foreach (var test in rule.SomeTests)
        {
            switch (sheet.Holds(test))
            {
                case true: someTrue++; break;
                case null: someOpen++; break;
            }
        }

        // A trauma scale that was not asked is no argument that there is no trauma.
        Verdict = rule.Optional && allOpen ? RuleVerdict.Open
            : allFalse || someTrue + someOpen < rule.SomeAtLeast ? RuleVerdict.NotMet
            : someTrue < rule.SomeAtLeast || allOpen ? RuleVerdict.Open
            : RuleVerdict.Met;
        failedAll = allFalse;
    }

    public PlacementRule Rule { get; }

    public RuleVerdict Verdict { get; }

    /// <summary>The rule's sentence when it holds, or what is said when it does not, with the facts that decided it.</summary>
    public PlacementReason Reason() =>
        new(Rule.Id, Verdict == RuleVerdict.Met ? Rule.Sentence : Rule.Otherwise, Facts());

    /// <summary>The facts that decided it; none while it is open.</summary>
    public List<CitedFact> Facts()
    {
        var facts = new List<CitedFact>(4);
        switch (Verdict)
        {
            case RuleVerdict.NotMet when failedAll:
                Cite(facts, Rule.AllTests, false);
                break;
            case RuleVerdict.NotMet:
                Cite(facts, Rule.SomeTests, false);
                break;
            case RuleVerdict.Met:
                Cite(facts, Rule.WhenTests, true);
                Cite(facts, Rule.AllTests, true);
                Cite(facts, Rule.SomeTests, true);
                foreach (var fact in Rule.CitedFacts)
                {
                    if (sheet.Cite(fact) is { } known) facts.Add(known);
                }

                break;
        }

        return facts;
    }

    /// <summary>Adds the facts of the rule's tests that are not known.</summary>
    public void AddUnknown(FactNames names)
    {
        if (Rule.Optional) return;
        AddUnknown(names, Rule.WhenTests);
        if (whenOpen) return;
        AddUnknown(names, Rule.AllTests);
        AddUnknown(names, Rule.SomeTests);
    }

    private void Cite(List<CitedFact> facts, FactTest[] tests, bool outcome)
    {
        var from = facts.Count;
        foreach (var test in tests)
        {
            if (sheet.Holds(test) == outcome && sheet.Cite(test.Name) is { } known && facts.IndexOf(known, from) < 0) facts.Add(known);
        }
    }

    private void AddUnknown(FactNames names, FactTest[] tests)
    {
        foreach (var test in tests)
        {
            if (sheet.IsAsked(test.Name) && !sheet.IsKnown(test.Name)) names.Add(test.Name);
        }
    }
}

/// <summary>Names of facts in the order in which they were first added.</summary>
internal sealed class FactNames
{
    private readonly List<string> names = [];
    private ulong added;

    public IReadOnlyList<string> All => names;

    public int Count => names.Count;

    public void Add(PlacementFact fact)
    {
        var bit = 1UL << (int)fact;
        if ((added & bit) != 0) return;
        added |= bit;
        names.Add(PlacementVocabulary.Of(fact).Name);
    }

    public void AddAll(PlacementFact[] facts)
    {
        foreach (var fact in facts) Add(fact);
    }
}
