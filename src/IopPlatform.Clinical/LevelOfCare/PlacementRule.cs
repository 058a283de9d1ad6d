using System.Text.Json;

namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// One rule. It holds when every test of <see cref="All"/> and at least <see cref="SomeAtLeast"/> of <see cref="Some"/>
/// hold. A rule that holds asks for at least <see cref="Level"/> (null: for nothing), or excludes levels, or only says
/// something. Rules only ever raise the level, so a worse fact cannot lead to less care.
/// </summary>
public sealed record PlacementRule(
    string Id,
    LevelOfCare? Level,
    bool RedFlag,
    IReadOnlyList<LevelOfCare> Excludes,
    IReadOnlyList<FactTest> All,
    IReadOnlyList<FactTest> Some,
    int SomeAtLeast,
    IReadOnlyList<string> Cites,
    string Sentence,
    string Otherwise)
{
    /// <summary>What the rule's reason is when it holds.</summary>
    public RuleKind Kind { get; init; }

    /// <summary>
    /// True when its level does not wait for essential facts that are missing, because no delay is acceptable. Facts that
    /// come later can only raise the level.
    /// </summary>
    public bool DecidesAlone { get; init; }

    /// <summary>
    /// True when its facts are asked of some patients only: while one is unknown the rule says nothing, and it is not called
    /// missing.
    /// </summary>
    public bool Optional { get; init; }

    /// <summary>Whom the rule is about. While these do not hold it says nothing, neither for nor against a level.</summary>
    public IReadOnlyList<FactTest> When
    {
        get => WhenTests;
        init => WhenTests = [.. value];
    }

    /// <summary>Where its threshold comes from; null for a starting value of our own that needs clinical review.</summary>
    public string? Source { get; init; }

    internal FactTest[] WhenTests { get; private init; } = [];

    internal FactTest[] AllTests { get; } = [.. All];

    internal FactTest[] SomeTests { get; } = [.. Some];

    /// <summary>The intensity of its level; -1 when it asks for none.</summary>
    internal int Intensity { get; } = Level?.Intensity() ?? -1;

    internal PlacementFact[] CitedFacts { get; } = [.. Cites.Select(FactTest.FactOf)];

    internal static PlacementRule From(PlacementRuleFile file) => new(
        file.Id,
        file.Level is null ? null : ReadLevel(file.Level),
        file.RedFlag,
        [.. (file.Excludes ?? []).Select(ReadLevel)],
        [.. (file.All ?? []).Select(FactTest.Parse)],
        [.. (file.Some ?? []).Select(FactTest.Parse)],
        file.Some is null ? 0 : file.SomeAtLeast,
        file.Cites ?? [],
        file.Sentence,
        file.Otherwise ?? "")
    {
        Kind = file.Kind,
        DecidesAlone = file.DecidesAlone,
        Optional = file.Optional,
        When = [.. (file.When ?? []).Select(FactTest.Parse)],
        Source = file.Source,
    };

    private static LevelOfCare ReadLevel(string code) =>
        LevelsOfCare.FromCode(code) ?? throw new JsonException($"There is no level of care {code}.");
}

public enum RuleKind
{
    /// <summary>It asks for a level, excludes levels, or raises a red flag.</summary>
    Finding,

    /// <summary>Two facts contradict each other; a clinician clears it up. The more serious one has counted.</summary>
    Conflict,

    /// <summary>Something to arrange or to talk over at whatever level.</summary>
    Consideration,
}

public enum FactOperator
{
    AtLeast,
    AtMost,
    Is,
}

/// <summary>A comparison of one fact with a number; it is open (null) while the fact is not known.</summary>
public sealed record FactTest(string Fact, FactOperator Operator, int Value)
{
    internal PlacementFact Name { get; } = FactOf(Fact);

    /// <summary>Reads "fact operator value" with one of the operators >=, &lt;= and =.</summary>
    internal static FactTest Parse(string text)
    {
        if (text.Split(' ') is not [var fact, var sign, var value])
            throw new JsonException($"A test is written as: fact operator value; not as: {text}");
        var @operator = sign switch
        {
            ">=" => FactOperator.AtLeast,
            "<=" => FactOperator.AtMost,
            "=" => FactOperator.Is,
            _ => throw new JsonException($"There is no operator {sign} in: {text}"),
        };
        var number = PlacementVocabulary.Find(fact)?.NumberOf(value) ?? throw new JsonException($"Unknown fact or value in: {text}");
        return new(fact, @operator, number);
    }

    internal static PlacementFact FactOf(string name) =>
        PlacementVocabulary.Find(name)?.Fact ?? throw new JsonException($"There is no fact {name}.");
}

/// <summary>At least one of the facts must be known, when the condition (if any) holds.</summary>
public sealed record EssentialFact(IReadOnlyList<string> AnyOf, FactTest? When)
{
    internal PlacementFact[] Facts { get; } = [.. AnyOf.Select(FactTest.FactOf)];

    internal bool IsMissing(FactSheet sheet)
    {
        if (When is not null && sheet.Holds(When) is false) return false;
        foreach (var fact in Facts)
        {
            if (sheet.IsKnown(fact)) return false;
        }

        return true;
    }

    internal static EssentialFact From(EssentialFactFile file) =>
        new(file.AnyOf, file.When is null ? null : FactTest.Parse(file.When));
}
