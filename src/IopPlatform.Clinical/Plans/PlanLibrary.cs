using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using IopPlatform.Clinical.Program;

namespace IopPlatform.Clinical.Plans;

/// <summary>
/// One version of the building blocks of treatment plans. They are data: a provider adds or rewords blocks in a library of
/// its own, and a stored plan names the version that it was proposed from. The wording is the platform's own, to be
/// reviewed by a provider's clinical director.
/// </summary>
public sealed class PlanLibrary
{
    private PlanLibrary(PlanLibraryFile file)
    {
        Version = file.Version;
        ScoreAgeDaysMax = file.ScoreAgeDaysMax;
        Instruments = file.Instruments.ToFrozenSet(StringComparer.Ordinal);
        Problems = [.. file.Problems.Select(ProblemBlock.From)];
        Interventions = file.Interventions;
    }

    /// <summary>The library that new proposals use.</summary>
    public static PlanLibrary Current => All[^1];

    /// <summary>All embedded libraries, the oldest first.</summary>
    public static IReadOnlyList<PlanLibrary> All { get; } =
        [.. EmbeddedText.ReadAll("plans/").Select(Parse).OrderBy(library => library.Version, StringComparer.Ordinal)];

    public string Version { get; }

    /// <summary>The age in days (inclusive) up to which a score still counts.</summary>
    public int ScoreAgeDaysMax { get; }

    /// <summary>The codes of all instruments that a block may name.</summary>
    public IReadOnlySet<string> Instruments { get; }

    /// <summary>In the order in which they are proposed, the most urgent first.</summary>
    public IReadOnlyList<ProblemBlock> Problems { get; }

    public IReadOnlyList<InterventionBlock> Interventions { get; }

    public static PlanLibrary? Find(string version) => All.FirstOrDefault(library => library.Version == version);

    public ProblemBlock? Problem(string code) => Problems.FirstOrDefault(problem => problem.Code == code);

    public InterventionBlock? Intervention(string code) => Interventions.FirstOrDefault(one => one.Code == code);

    /// <summary>Reads a library from JSON. A malformed one is an error of its author and throws a JsonException.</summary>
    public static PlanLibrary Parse(string json)
    {
        var file = JsonSerializer.Deserialize(json, ClinicalJson.Default.PlanLibraryFile)
            ?? throw new JsonException("A plan library cannot be null.");
        var errors = PlanLibraryCheck.Errors(file);
        return errors.Count > 0 ? throw new JsonException(string.Join(" ", errors)) : new(file);
    }
}

/// <summary>A problem that an intensive program treats.</summary>
/// <param name="Diagnoses">ICD-10-CM codes, each standing for all codes that begin with it.</param>
/// <param name="When">Any of these scores is a reason to propose it as well.</param>
/// <param name="OnRisk">Whether a suicide risk of moderate or more, or one that could not be determined, is a reason.</param>
/// <param name="IsSubstanceUse">Whether it calls for a relapse-prevention plan.</param>
/// <param name="Instruments">The codes of the instruments that measure it.</param>
public sealed record ProblemBlock(
    string Code,
    string Name,
    string Statement,
    IReadOnlyList<string> Diagnoses,
    IReadOnlyList<ScoreTest> When,
    bool OnRisk,
    bool IsSubstanceUse,
    IReadOnlyList<string> Instruments,
    IReadOnlyList<GoalBlock> Goals)
{
    internal static ProblemBlock From(ProblemBlockFile file) => new(
        file.Code,
        file.Name,
        file.Statement,
        file.Diagnoses,
        [.. file.When.Select(ScoreTest.Parse)],
        file.OnRisk,
        file.IsSubstanceUse,
        file.Instruments,
        file.Goals);
}

/// <param name="Text">A suggestion; a plan needs the patient's own words besides.</param>
public sealed record GoalBlock(string Code, string Text, IReadOnlyList<ObjectiveBlock> Objectives);

/// <summary>A step towards a goal that a score can tell.</summary>
/// <param name="Instrument">The code of the instrument, which also measures the problem.</param>
/// <param name="Scale">The subscale; null: the instrument's total.</param>
/// <param name="Weeks">The suggested time to reach it.</param>
/// <param name="Source">Where the amount comes from, and any doubt about it.</param>
public sealed record ObjectiveBlock(
    string Code, string Text, string Instrument, ObjectiveTarget Target, int Weeks, string Source, string? Scale = null);

public enum TargetKind
{
    /// <summary>Fall by an amount of points, not below the limit.</summary>
    [JsonStringEnumMemberName("fall-by")]
    FallBy,

    /// <summary>Fall by a percentage of the baseline.</summary>
    [JsonStringEnumMemberName("fall-by-percent")]
    FallByPercent,

    /// <summary>Rise by an amount of points, not above the limit.</summary>
    [JsonStringEnumMemberName("rise-by")]
    RiseBy,

    [JsonStringEnumMemberName("at-most")]
    AtMost,

    [JsonStringEnumMemberName("at-least")]
    AtLeast,
}

/// <param name="Amount">Points, percent or the score itself, as the kind says.</param>
/// <param name="Limit">The end of the scale; null where it is 0 for falling, or not needed.</param>
public sealed record ObjectiveTarget(TargetKind Kind, decimal Amount, decimal? Limit = null)
{
    /// <summary>Whether the target can only be told with a baseline.</summary>
    public bool NeedsBaseline => Kind is TargetKind.FallBy or TargetKind.FallByPercent or TargetKind.RiseBy;

    /// <summary>The score to reach (inclusive); null without the baseline that it needs.</summary>
    public decimal? For(decimal? baseline) => (Kind, baseline) switch
    {
        (TargetKind.AtMost or TargetKind.AtLeast, _) => Amount,
        (_, null) => null,
        (TargetKind.FallBy, { } score) => Math.Max(Limit ?? 0, score - Amount),
        (TargetKind.FallByPercent, { } score) => Math.Max(Limit ?? 0, score * (100 - Amount) / 100),
        (TargetKind.RiseBy, { } score) => Math.Min(Limit ?? decimal.MaxValue, score + Amount),
    };
}

/// <summary>What the program does.</summary>
/// <param name="Problems">The codes of the problems that it treats.</param>
/// <param name="Instruments">The codes of the instruments that show whether it helps.</param>
/// <param name="IsChoice">Offered as a choice beside the others: the proposal lists it apart.</param>
/// <param name="AlwaysFor">The age group for which it is proposed with any problem; null: none.</param>
public sealed record InterventionBlock(
    string Code,
    Modality Modality,
    string Name,
    string Text,
    IReadOnlyList<string> Problems,
    IReadOnlyList<string> Instruments,
    bool IsChoice = false,
    AgeGroup? AlwaysFor = null);

/// <summary>A comparison of a score with a number, such as "phq-9 >= 10" or "bam:use >= 1".</summary>
public sealed record ScoreTest(string Instrument, string? Scale, bool AtLeast, decimal Value)
{
    internal bool Holds(PlanScore score) =>
        score.Instrument == Instrument && score.Scale == Scale && (AtLeast ? score.Value >= Value : score.Value <= Value);

    internal static ScoreTest Parse(string text)
    {
        if (text.Split(' ') is not [var name, (">=" or "<=") and var sign, var number]
            || !decimal.TryParse(number, NumberStyles.Number, CultureInfo.InvariantCulture, out var value))
        {
            throw new JsonException(
                $"A score test is written as: instrument >= number, or instrument:scale <= number; not as: {text}");
        }

        var scale = name.IndexOf(':') is >= 0 and var at ? name[(at + 1)..] : null;
        return new(scale is null ? name : name[..^(scale.Length + 1)], scale, sign == ">=", value);
    }
}

/// <summary>The shape of a library on disk.</summary>
internal sealed record PlanLibraryFile(
    string Version,
    string Source,
    int ScoreAgeDaysMax,
    IReadOnlyList<string> Instruments,
    IReadOnlyList<ProblemBlockFile> Problems,
    IReadOnlyList<InterventionBlock> Interventions);

internal sealed record ProblemBlockFile(
    string Code,
    string Name,
    string Statement,
    IReadOnlyList<string> Diagnoses,
    IReadOnlyList<string> When,
    IReadOnlyList<string> Instruments,
    IReadOnlyList<GoalBlock> Goals,
    bool OnRisk = false,
    bool IsSubstanceUse = false);
