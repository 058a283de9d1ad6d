using System.Text.Json;

namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// One version of the rules that map facts to a level of care. They are data, so that a decision can be replayed with the
/// rules of its day. The thresholds of the embedded set are the platform's own starting values, meant to be reviewed by a
/// provider's medical director; they are not those of ASAM, LOCUS or any payer.
/// </summary>
public sealed class PlacementRules
{
    private PlacementRules(PlacementRulesFile file)
    {
        Version = file.Version;
        ScoreAgeDaysMax = file.ScoreAgeDaysMax;
        Rules = [.. file.Rules.Select(PlacementRule.From)];
        Essential = [.. file.Essential.Select(EssentialFact.From)];
        Statements = file.Statements;
        Basis = file.Basis;
        NeedsBothJustifications = file.NeedsBothJustifications;
        Stay = file.Stay is null ? null : new StayRules(file.Stay);
        Ordered = [.. Rules];
        AskedFacts =
        [
            .. Rules.SelectMany(rule => rule.WhenTests.Concat(rule.AllTests).Concat(rule.SomeTests))
                .Select(test => test.Name).Distinct().Order(),
        ];
    }

    /// <summary>The set that new decisions use.</summary>
    public static PlacementRules Current => All[^1];

    /// <summary>All embedded sets, the oldest first.</summary>
    public static IReadOnlyList<PlacementRules> All { get; } =
        [.. EmbeddedText.ReadAll("placement/").Select(Parse).OrderBy(rules => rules.Version, StringComparer.Ordinal)];

    public string Version { get; }

    /// <summary>What the thresholds rest on, for whoever reviews them; null in sets of before 2026.2.</summary>
    public string? Basis { get; }

    /// <summary>The age in days (inclusive) up to which a score still counts.</summary>
    public int ScoreAgeDaysMax { get; }

    /// <summary>True when nothing is recommended as long as no known fact argues against a lower and a higher level.</summary>
    public bool NeedsBothJustifications { get; }

    public IReadOnlyList<PlacementRule> Rules { get; }

    /// <summary>Facts without which nothing is recommended, unless a red flag asks for the highest level already.</summary>
    public IReadOnlyList<EssentialFact> Essential { get; }

    /// <summary>The rules for reviews of a running stay; null in sets of before 2026.2.</summary>
    public StayRules? Stay { get; }

    internal PlacementRule[] Ordered { get; }

    /// <summary>Every fact that a rule of the set compares, in the order of the vocabulary.</summary>
    internal IReadOnlyList<PlacementFact> AskedFacts { get; }

    /// <summary>Sentences of reasons that come from the result itself, by rule id.</summary>
    internal IReadOnlyDictionary<string, string> Statements { get; }

    /// <summary>The set of a version, or null; stored decisions name theirs.</summary>
    public static PlacementRules? Find(string version) => All.FirstOrDefault(rules => rules.Version == version);

    /// <summary>Reads a rule set from JSON. A malformed set is an error of its author and throws a JsonException.</summary>
    public static PlacementRules Parse(string json) =>
        new(JsonSerializer.Deserialize(json, ClinicalJson.Default.PlacementRulesFile)
            ?? throw new JsonException("A rule set cannot be null."));
}

/// <summary>The shape of a rule set on disk; tests are written as "phq9 >= 15".</summary>
internal sealed record PlacementRulesFile(
    string Version,
    int ScoreAgeDaysMax,
    IReadOnlyDictionary<string, string> Statements,
    IReadOnlyList<EssentialFactFile> Essential,
    IReadOnlyList<PlacementRuleFile> Rules,
    string? Basis = null,
    StayRulesFile? Stay = null,
    bool NeedsBothJustifications = false);

internal sealed record EssentialFactFile(IReadOnlyList<string> AnyOf, string? When = null);

internal sealed record PlacementRuleFile(
    string Id,
    string Sentence,
    string? Level = null,
    string? Otherwise = null,
    bool RedFlag = false,
    IReadOnlyList<string>? Excludes = null,
    IReadOnlyList<string>? All = null,
    IReadOnlyList<string>? Some = null,
    int SomeAtLeast = 1,
    IReadOnlyList<string>? Cites = null,
    RuleKind Kind = RuleKind.Finding,
    bool DecidesAlone = false,
    bool Optional = false,
    IReadOnlyList<string>? When = null,
    string? Source = null);

internal sealed record StayRulesFile(IReadOnlyList<EssentialFactFile> Essential, IReadOnlyList<StayRuleFile> Rules);

internal sealed record StayRuleFile(
    string Id,
    StayOutcome Outcome,
    string Sentence,
    string? Otherwise = null,
    IReadOnlyList<string>? All = null,
    IReadOnlyList<string>? Some = null,
    int SomeAtLeast = 1);
