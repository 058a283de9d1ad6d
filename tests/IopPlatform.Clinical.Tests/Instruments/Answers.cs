using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.Tests;

/// <summary>Answers written as one character an item, in the order of the pack; a dash is a blank.</summary>
internal static class Answers
{
    public static readonly InstrumentPack Phq9 = InstrumentCatalog.Default.Find("PHQ-9")!;
    public static readonly InstrumentPack Gad7 = InstrumentCatalog.Default.Find("GAD-7")!;
    public static readonly InstrumentPack Cssrs = InstrumentCatalog.Default.Find("C-SSRS-SCREENER")!;

    public static Dictionary<string, int?> Of(InstrumentPack pack, string row) => row
        .Select((answer, index) => (pack.Items[index].Number, Value: answer == '-' ? (int?)null : answer - '0'))
        .ToDictionary(answer => answer.Number, answer => answer.Value);

    /// <summary>The result as a line: "17 moderately-severe", "16 moderately-severe prorated", "profile" or "unscorable".</summary>
    public static string Show(ScoreResult result, InstrumentPack pack) => result switch
    {
        Scored { Value: { } value } scored => $"{pack.Show(value)} {scored.Band}{(scored.Prorated ? " prorated" : "")}",
        Scored profile => profile.Band,
        Unscorable unscorable => unscorable.Band,
        Invalid invalid => string.Join("; ", invalid.Errors.Select(error => $"{error.Item}: {error.Rule}")),
        _ => throw new InvalidOperationException("There is no other kind of result."),
    };

    public static string Codes(ScoreResult result) => string.Join(" ", result.Safety.Select(finding => finding.Code));
}
