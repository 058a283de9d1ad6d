using System.Text.Json;

namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// One version of an instrument as data: items, answers, scoring, bands, safety items and the change rule. A stored
/// response names the id and the version, so that it can be scored again years later as it was scored then.
/// </summary>
/// <param name="Id">Stable id such as "PHQ-9".</param>
/// <param name="Version">Version of this pack, not of the paper form.</param>
/// <param name="Language">BCP 47 tag of the item texts.</param>
/// <param name="Window">The period that the answers are about, in words.</param>
/// <param name="Options">The answers of each item that states none of its own.</param>
/// <param name="ScreenPositiveAt">The published screening cut-off (inclusive), null where there is none.</param>
/// <param name="HigherIsBetter">The direction of the score; false for a measure of distress.</param>
/// <param name="Loinc">The LOINC code of the panel, by which other systems name the questionnaire; null: none known.</param>
public sealed record InstrumentPack(
    string Id,
    string Version,
    string Title,
    string Language,
    string Window,
    string License,
    string Citation,
    IReadOnlyList<AnswerOption> Options,
    IReadOnlyList<PackItem> Items,
    ScoringRule Scoring,
    IReadOnlyList<ScoreBand> Bands,
    ChangeRule? Change = null,
    int? ScreenPositiveAt = null,
    bool HigherIsBetter = false,
    string? Loinc = null)
{
    /// <summary>The lowest possible score.</summary>
    public int ScoreMin => Bands.Min(band => band.Min);

    /// <summary>The highest possible score.</summary>
    public int ScoreMax => Bands.Max(band => band.Max);

    /// <summary>The item of this number, or null.</summary>
    public PackItem? Item(string number) => Items.FirstOrDefault(item => item.Number == number);

    /// <summary>The band that holds a score (both ends inclusive), or null outside of the range.</summary>
    public ScoreBand? BandOf(int score) => Bands.FirstOrDefault(band => score >= band.Min && score <= band.Max);

    /// <summary>Reads a pack from JSON. A malformed pack is an error of its author and throws a JsonException.</summary>
    public static InstrumentPack Parse(string json)
    {
        var pack = JsonSerializer.Deserialize(json, ClinicalJson.Default.InstrumentPack)
            ?? throw new JsonException("An instrument pack cannot be null.");
        // The reader sets an absent init-only list to null, whatever its initializer says.
        var items = pack.Items.Select(item =>
            item.Options is { Count: > 0 } ? item : item with { Options = pack.Options });
        return pack with { Items = [.. items] };
    }
}

/// <summary>An answer that may be given: its value, its label, and its LOINC answer code where one is known.</summary>
public sealed record AnswerOption(int Value, string Label, string? Loinc = null);

/// <summary>One item of an instrument.</summary>
/// <param name="Number">The key of the answer: "1", "2", … as on the form.</param>
/// <param name="Text">The item's text, or a neutral label of our own where the license does not allow the text.</param>
/// <param name="Scored">False for an item that is asked but not part of the score; it may stay blank.</param>
/// <param name="AskedWhen">The item is skipped unless another answer reaches a value; null: always asked.</param>
/// <param name="Safety">What a positive or a blank answer raises; such an item is never imputed.</param>
/// <param name="Loinc">The LOINC code of the question; null: none known.</param>
public sealed record PackItem(
    string Number,
    string Text,
    bool Scored = true,
    AskedWhen? AskedWhen = null,
    ItemSafety? Safety = null,
    string? Loinc = null)
{
    public IReadOnlyList<AnswerOption> Options { get; init; } = [];

    public int Min => Options.Min(option => option.Value);

    public int Max => Options.Max(option => option.Value);
}

/// <summary>A skip rule: the item is asked when the answer to <paramref name="Item"/> is at least this value.</summary>
public sealed record AskedWhen(string Item, int AtLeast);

/// <summary>What one safety item raises: from <paramref name="PositiveAt"/> (inclusive) on, and when blank.</summary>
public sealed record ItemSafety(
    int PositiveAt,
    string PositiveCode,
    SafetyLevel PositiveLevel,
    string PositiveText,
    string BlankCode,
    string BlankText);

public enum ScoringMethod
{
    /// <summary>The sum of the scored items; a few blanks are replaced by the mean of the answered ones.</summary>
    Sum,

    /// <summary>The highest level that any item reaches; a blank that could matter makes it indeterminate.</summary>
    Triage,
}

/// <summary>How the answers become a score.</summary>
/// <param name="BlanksMax">Sum: the most blanks (inclusive) that are filled with the mean; above, there is no score.</param>
/// <param name="MissingSource">Where the rule for blanks comes from, and how sure that is.</param>
/// <param name="Triage">Triage: the levels, each reached by any positive answer among its items.</param>
/// <param name="IndeterminateText">Triage: what to do when a blank leaves the level open.</param>
public sealed record ScoringRule(
    ScoringMethod Method,
    string MissingSource,
    int BlanksMax = 0,
    IReadOnlyList<TriageLevel>? Triage = null,
    string? IndeterminateText = null);

/// <summary>One level of a triage: reached when any of the items is answered with 1 or more.</summary>
public sealed record TriageLevel(SafetyLevel Level, IReadOnlyList<string> Items, string Code, string Text);

/// <summary>A severity band; both ends are inclusive.</summary>
public sealed record ScoreBand(string Code, string Label, int Min, int Max);

/// <summary>
/// What counts as change. All numbers are points of the score; <paramref name="ResponsePercent"/> is the least relative
/// improvement against the baseline; <paramref name="RemissionBelow"/> is exclusive; from <paramref name="CaseAt"/>
/// (inclusive) on, a score is that of a clinical case.
/// </summary>
public sealed record ChangeRule(
    int ReliableAt,
    string Source,
    int? MeaningfulAt = null,
    int? ResponsePercent = null,
    int? RemissionBelow = null,
    int? CaseAt = null);
