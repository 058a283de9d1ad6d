using System.Text.Json;

namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// One rule. It holds when every test of <see cref="All"/> and at least <see cref="SomeAtLeast"/> of <see cref="Some"/>
/// hold. A rule that holds asks for at least <see cref="Level"/> (null: for nothing), or excludes levels. Rules only ever
/// raise the level, so a worse fact cannot lead to less care.
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
        file.Otherwise ?? "");

    private static LevelOfCare ReadLevel(string code) =>
        LevelsOfCare.FromCode(code) ?? throw new JsonException($"There is no level of care {code}.");
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
    internal bool? Holds(FactSheet sheet) => sheet.Number(Fact) is not { } number
        ? null
        : Operator switch
        {
            FactOperator.AtLeast => number >= Value,
            FactOperator.AtMost => number <= Value,
            FactOperator.Is => number == Value,
        };

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
        var number = FactSheet.NumberOf(fact, value) ?? throw new JsonException($"Unknown fact or value in: {text}");
        return new(fact, @operator, number);
    }
}

/// <summary>At least one of the facts must be known, when the condition (if any) holds.</summary>
public sealed record EssentialFact(IReadOnlyList<string> AnyOf, FactTest? When)
{
    internal bool IsMissing(FactSheet sheet) =>
        When?.Holds(sheet) is not false && AnyOf.All(fact => sheet.Number(fact) is null);

    internal static EssentialFact From(EssentialFactFile file)
    {
        if (file.AnyOf.FirstOrDefault(fact => !FactSheet.IsFact(fact)) is { } unknown)
            throw new JsonException($"There is no fact {unknown}.");
        return new(file.AnyOf, file.When is null ? null : FactTest.Parse(file.When));
    }
}
