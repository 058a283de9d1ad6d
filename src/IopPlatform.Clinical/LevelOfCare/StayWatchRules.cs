using System.Text.Json;

namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>
/// One version of the rules that call for a review between two reviews. They never change what a review recommends; each is
/// about an outcome, and speaks only while no known fact asks for more than that.
/// </summary>
public sealed class StayWatchRules
{
    private StayWatchRules(StayWatchFile file)
    {
        Version = file.Version;
        Basis = file.Basis;
        Rules = [.. file.Rules.Select(StayRule.From)];
    }

    public static StayWatchRules Current => All[^1];

    /// <summary>All embedded sets, the oldest first.</summary>
    public static IReadOnlyList<StayWatchRules> All { get; } =
        [.. EmbeddedText.ReadAll("watch/").Select(Parse).OrderBy(rules => rules.Version, StringComparer.Ordinal)];

    public string Version { get; }

    /// <summary>What the thresholds rest on, for whoever reviews them.</summary>
    public string Basis { get; }

    public IReadOnlyList<StayRule> Rules { get; }

    /// <summary>Reads a set from JSON. A malformed one is an error of its author and throws a JsonException.</summary>
    public static StayWatchRules Parse(string json) => new(
        JsonSerializer.Deserialize(json, ClinicalJson.Default.StayWatchFile) ?? throw new JsonException("A rule set cannot be null."));
}

/// <summary>The shape of a set on disk.</summary>
internal sealed record StayWatchFile(string Version, string Basis, IReadOnlyList<StayRuleFile> Rules);
