namespace IopPlatform.Web.Design;

/// <summary>
/// The colors, once in C# for MudBlazor's theme and once as <c>--iop-…</c> in <c>wwwroot/design/tokens.css</c>; a test compares
/// the two and computes the contrast of each pair in <see cref="ColorPairs"/>.
/// </summary>
public sealed record IopColors
{
    private static readonly IReadOnlyDictionary<string, Func<IopColors, string>> ByName = typeof(IopColors)
        .GetProperties()
        .Where(property => property.PropertyType == typeof(string) && property.GetIndexParameters().Length == 0)
        .ToDictionary(property => property.Name, property => (Func<IopColors, string>)(colors => (string)property.GetValue(colors)!));

    /// <summary>The names, in the order of the declaration.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys];

    /// <summary>The color of that name, as "#rrggbb".</summary>
    public string this[string name] => ByName[name](this);

    /// <summary>The page.</summary>
    public required string Ground { get; init; }

    /// <summary>Panels and bars on the page.</summary>
    public required string Surface { get; init; }

    /// <summary>Wells, table heads, the empty part of a bar.</summary>
    public required string Sunken { get; init; }

    /// <summary>Text.</summary>
    public required string Ink { get; init; }

    /// <summary>Secondary text; never the only carrier of something clinical.</summary>
    public required string InkSoft { get; init; }

    /// <summary>Hairlines between things; carries no meaning.</summary>
    public required string Line { get; init; }

    /// <summary>Borders of fields and shapes that carry meaning, 3:1 on every ground.</summary>
    public required string Edge { get; init; }

    /// <summary>Links, the one filled button, the line of a chart.</summary>
    public required string Accent { get; init; }

    /// <summary>The accent under the pointer.</summary>
    public required string AccentStrong { get; init; }

    /// <summary>What is selected.</summary>
    public required string AccentSoft { get; init; }

    /// <summary>Text on the accent.</summary>
    public required string OnAccent { get; init; }

    /// <summary>The focus ring.</summary>
    public required string Focus { get; init; }

    /// <summary>High risk and what must stop; nothing else is red.</summary>
    public required string RiskHigh { get; init; }

    public required string RiskHighSoft { get; init; }

    /// <summary>Text on a fill of high risk.</summary>
    public required string OnStop { get; init; }

    /// <summary>Moderate risk, what is overdue or got worse.</summary>
    public required string RiskModerate { get; init; }

    public required string RiskModerateSoft { get; init; }

    /// <summary>Low risk, and information.</summary>
    public required string RiskLow { get; init; }

    public required string RiskLowSoft { get; init; }

    /// <summary>No risk found, or nobody has asked.</summary>
    public required string RiskNone { get; init; }

    public required string RiskNoneSoft { get; init; }

    /// <summary>A trend to the better; never used for safety.</summary>
    public required string Better { get; init; }

    public required string BetterSoft { get; init; }

    /// <summary>Severity bands, lightest first; grey, because a band is no verdict.</summary>
    public required string Band1 { get; init; }

    public required string Band2 { get; init; }

    public required string Band3 { get; init; }

    public required string Band4 { get; init; }

    public required string Band5 { get; init; }

    public static IopColors Light { get; } = new()
    {
        Ground = "#f7f9fa",
        Surface = "#ffffff",
        Sunken = "#edf1f3",
        Ink = "#1b2b34",
        InkSoft = "#4b5b66",
        Line = "#d7dfe4",
        Edge = "#75868f",
        Accent = "#0f6b75",
        AccentStrong = "#0b565e",
        AccentSoft = "#e0f0f1",
        OnAccent = "#ffffff",
        Focus = "#1a5fd0",
        RiskHigh = "#a4262c",
        RiskHighSoft = "#fbeaea",
        OnStop = "#ffffff",
        RiskModerate = "#8a5a00",
        RiskModerateSoft = "#fcf2dc",
        RiskLow = "#2b5f8a",
        RiskLowSoft = "#e6f0f8",
        RiskNone = "#4b5b66",
        RiskNoneSoft = "#edf1f3",
        Better = "#2f6b3a",
        BetterSoft = "#e6f2e8",
        Band1 = "#f3f6f7",
        Band2 = "#ebf0f2",
        Band3 = "#e3e9ec",
        Band4 = "#dbe2e6",
        Band5 = "#d2dbe0",
    };

    public static IopColors Dark { get; } = new()
    {
        Ground = "#0f181d",
        Surface = "#17222a",
        Sunken = "#0a1115",
        Ink = "#e8eef1",
        InkSoft = "#a9b8c1",
        Line = "#2c3b45",
        Edge = "#748791",
        Accent = "#62c4cd",
        AccentStrong = "#86d5dc",
        AccentSoft = "#12343a",
        OnAccent = "#06262a",
        Focus = "#8ab8ff",
        RiskHigh = "#f5a3a0",
        RiskHighSoft = "#3b1b1e",
        OnStop = "#2b0b0d",
        RiskModerate = "#e8ba6b",
        RiskModerateSoft = "#33270f",
        RiskLow = "#93c0e6",
        RiskLowSoft = "#152c40",
        RiskNone = "#a9b8c1",
        RiskNoneSoft = "#22303a",
        Better = "#93cc9d",
        BetterSoft = "#173020",
        Band1 = "#1a262e",
        Band2 = "#1f2c35",
        Band3 = "#25333d",
        Band4 = "#2b3a45",
        Band5 = "#32424d",
    };
}
