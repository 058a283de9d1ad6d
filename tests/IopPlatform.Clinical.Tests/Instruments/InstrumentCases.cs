using System.Text.Json;
using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

/// <summary>The cases of one instrument (Cases/*.json), computed by hand from the rules that the file names.</summary>
public sealed record CaseFile(string Instrument, string Rules, IReadOnlyList<InstrumentCase> Cases);

/// <summary>
/// One filled form and what it must come to. What is null is not looked at; flags and safety findings are always looked at,
/// and an open algorithm is "open", an undecided screen "undecided".
/// </summary>
/// <param name="Answers">
/// In the order of the pack: one character each, spaces between groups, a dash for a blank; or numbers between commas.
/// What is left away at the end is blank.
/// </param>
/// <param name="Source">Where the case was published; null: derived from the rules.</param>
public sealed record InstrumentCase(
    string Why,
    string Answers,
    string Expect,
    Respondent? Who = null,
    string? Screen = null,
    string? Scales = null,
    string? Algorithm = null,
    string? Blanks = null,
    string? Possible = null,
    string Flags = "",
    string Safety = "",
    string? Source = null)
{
    public IReadOnlyDictionary<string, int?> For(InstrumentPack pack)
    {
        string[] given = Answers.Contains(',')
            ? Answers.Split(',')
            : [.. Answers.Where(mark => mark != ' ').Select(mark => mark.ToString())];
        return given.Select((mark, at) => (pack.Items[at].Number, Value: mark == "-" ? (int?)null : int.Parse(mark)))
            .ToDictionary(answer => answer.Number, answer => answer.Value);
    }

    /// <summary>What differs from what is expected, in words; empty when nothing does.</summary>
    public string DifferenceIn(InstrumentPack pack)
    {
        var result = Scorer.Score(pack, For(pack), Who);
        (string Part, string? Expected, string Found)[] parts =
        [
            ("result", Expect, Clinical.Tests.Answers.Show(result, pack)),
            ("screen", Screen, ScreenOf(result)),
            ("scales", Scales, string.Join(", ", result.Scales.Select(scale => ScaleOf(scale, pack)))),
            ("algorithm", Algorithm, string.Join(" ", result.Algorithms.Select(found => found.Outcome ?? "open"))),
            ("blanks", Blanks, string.Join(" ", result.Blanks)),
            ("possible", Possible, result is Unscorable { Possible: { } range } ? $"{range.Min}-{range.Max}" : ""),
            ("flags", Flags, string.Join(" ", result.Flags.Select(flag => flag.Code))),
            ("safety", Safety, Clinical.Tests.Answers.Codes(result)),
        ];
        return string.Join("; ", parts.Where(part => part.Expected is not null && part.Expected != part.Found)
            .Select(part => $"{part.Part}: '{part.Found}' instead of '{part.Expected}'"));
    }

    private static string ScreenOf(ScoreResult result) => result switch
    {
        Scored { ScreenPositive: true } => "positive",
        Scored { ScreenPositive: false } => "negative",
        Scored { Screen: not null } => "undecided",
        _ => "",
    };

    private static string ScaleOf(ScaleScore scale, InstrumentPack pack) => scale.Value is { } value
        ? $"{scale.Code} {pack.Show(value)}{(scale.Band is { } band ? " " + band : "")}"
        : $"{scale.Code} -";
}

internal static class InstrumentCases
{
    private static readonly JsonSerializerOptions options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    public static IReadOnlyList<CaseFile> All { get; } = [.. Read().OrderBy(file => file.Instrument, StringComparer.Ordinal)];

    private static IEnumerable<CaseFile> Read()
    {
        var assembly = typeof(InstrumentCases).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("cases/", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            yield return JsonSerializer.Deserialize<CaseFile>(stream, options)!;
        }
    }
}
