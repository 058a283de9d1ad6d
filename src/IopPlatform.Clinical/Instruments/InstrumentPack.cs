namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// One version of an instrument as data: items, answers, scoring, bands, safety items and the change rule. A stored
/// response names the id and the version, so that it can be scored again years later as it was scored then.
/// </summary>
/// <param name="Id">Stable id such as "PHQ-9".</param>
/// <param name="Version">Version of this pack ("1.0"), not of the paper form; the highest one is the current one.</param>
/// <param name="Language">BCP 47 tag of the item texts.</param>
/// <param name="Window">The period that the answers are about, in words.</param>
/// <param name="Options">The answers of each item that states none of its own and takes no number.</param>
/// <param name="ScreenPositiveAt">
/// The published screening cut-off (inclusive, in the direction of trouble), null where there is none or where it depends
/// on sex or age (<paramref name="CutOffs"/>); setting both is an error.
/// </param>
/// <param name="HigherIsBetter">The direction of the score; false for a measure of distress.</param>
/// <param name="Loinc">The LOINC code of the panel, by which other systems name the questionnaire; null: none known.</param>
/// <param name="CutOffs">Screening cut-offs by sex or age; at most one applies to a person.</param>
/// <param name="Algorithms">Diagnostic algorithms over the single answers; they never replace a diagnosis.</param>
/// <param name="Flags">What a person must look at beside the score.</param>
/// <param name="Texts">Whether the items are worded as published or only labeled; see <see cref="InstrumentTexts"/>.</param>
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
    string? Loinc = null,
    IReadOnlyList<CutOff>? CutOffs = null,
    IReadOnlyList<AlgorithmRule>? Algorithms = null,
    IReadOnlyList<FlagRule>? Flags = null,
    ItemTexts Texts = ItemTexts.Published)
{
    private ScoringPlan? plan;

    /// <summary>The lowest possible score; null for an instrument without a total.</summary>
    public int? ScoreMin => Bands.Count > 0 ? Bands.Min(band => band.Min) : null;

    /// <summary>The highest possible score; null for an instrument without a total.</summary>
    public int? ScoreMax => Bands.Count > 0 ? Bands.Max(band => band.Max) : null;

    /// <summary>A copy made by <c>with</c> takes the field along, so the plan is used only by the pack that it was made of.</summary>
    internal ScoringPlan Plan => plan is { } made && ReferenceEquals(made.Pack, this) ? made : plan = new ScoringPlan(this);

    /// <summary>The item of this number, or null.</summary>
    public PackItem? Item(string number) => Items.FirstOrDefault(item => item.Number == number);

    /// <summary>The band that holds a score (both ends inclusive), or null outside of the range.</summary>
    public ScoreBand? BandOf(int score) => ScoreBand.Of(Bands, score);

    /// <summary>A score as people write it: 413 of a pack with two decimals is "4.13".</summary>
    public string Show(int score) => Scoring.Decimals == 0
        ? $"{score}"
        : (score / (decimal)Math.Pow(10, Scoring.Decimals)).ToString("F" + Scoring.Decimals);

    /// <summary>
    /// Reads a pack from JSON. A malformed pack is an error of its author and throws an <see cref="InvalidPackException"/>
    /// that lists every error; <see cref="PackReader"/> returns them instead.
    /// </summary>
    public static InstrumentPack Parse(string json, string file = "pack") => PackReader.Read(new(file, json)).PackOrThrow();
}

/// <summary>Where the wording of the items comes from.</summary>
public enum ItemTexts
{
    /// <summary>The published wording; the license allows commercial use.</summary>
    Published,

    /// <summary>Neutral labels of our own: the published wording is licensed and can be loaded by whoever holds a license.</summary>
    Neutral,

    /// <summary>An instrument of the platform's own.</summary>
    Own,

    /// <summary>Wording that a provider has loaded under its own license.</summary>
    Loaded,
}

/// <summary>An answer that may be given: its value, its label, and its LOINC answer code where one is known.</summary>
public sealed record AnswerOption(int Value, string Label, string? Loinc = null);

/// <summary>An answer that is a whole number from Min to Max (both inclusive), such as days or times.</summary>
public sealed record AnswerRange(int Min, int Max, string Unit);

/// <summary>One item of an instrument.</summary>
/// <param name="Number">The key of the answer: "1", "2", … as on the form.</param>
/// <param name="Text">The item's text, or a neutral label of our own where the license does not allow the text.</param>
/// <param name="Scored">False for an item that is asked but not part of the score; it may stay blank.</param>
/// <param name="AskedWhen">The item is skipped unless another answer reaches a value; null: always asked.</param>
/// <param name="Safety">What a positive or a blank answer raises; such an item is never imputed.</param>
/// <param name="Loinc">The LOINC code of the question; null: none known.</param>
/// <param name="Reverse">The item counts from the other end: least for its highest answer, most for its lowest.</param>
/// <param name="Range">The item takes a number instead of one of several options.</param>
public sealed record PackItem(
    string Number,
    string Text,
    bool Scored = true,
    AskedWhen? AskedWhen = null,
    ItemSafety? Safety = null,
    string? Loinc = null,
    bool Reverse = false,
    AnswerRange? Range = null)
{
    /// <summary>Empty for an item that takes a number.</summary>
    public IReadOnlyList<AnswerOption> Options { get; init; } = [];

    public int Min => Range?.Min ?? Options.Min(option => option.Value);

    public int Max => Range?.Max ?? Options.Max(option => option.Value);

    public bool Takes(int value)
    {
        if (Range is { } range) return value >= range.Min && value <= range.Max;
        foreach (var option in Options)
            if (option.Value == value) return true;
        return false;
    }
}

/// <summary>
/// A skip rule: the item is asked when the answer to <paramref name="Item"/>, or to any of <paramref name="OrItems"/>, is
/// at least this value. An item that is skipped counts 0.
/// </summary>
public sealed record AskedWhen(string Item, int AtLeast, IReadOnlyList<string>? OrItems = null)
{
    public IEnumerable<string> Items => [Item, .. OrItems ?? []];
}

/// <summary>What one safety item raises: from <paramref name="PositiveAt"/> (inclusive) on, and when blank.</summary>
public sealed record ItemSafety(
    int PositiveAt,
    string PositiveCode,
    SafetyLevel PositiveLevel,
    string PositiveText,
    string BlankCode,
    string BlankText);
