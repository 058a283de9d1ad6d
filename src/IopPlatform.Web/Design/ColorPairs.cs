namespace IopPlatform.Web.Design;

/// <summary>Two colors that touch somewhere in the product.</summary>
/// <param name="Front">The property's name in <see cref="IopColors"/>.</param>
/// <param name="Least">The ratio that must be reached: <see cref="Contrast.Text"/> or <see cref="Contrast.Shape"/>.</param>
public sealed record ColorPair(string Front, string Back, double Least)
{
    public double RatioIn(IopColors colors) => Contrast.Ratio(colors[Front], colors[Back]);
}

/// <summary>Every pair of text and ground, and of shape and ground, that the sheets use.</summary>
public static class ColorPairs
{
    private static readonly string[] Grounds =
        [nameof(IopColors.Ground), nameof(IopColors.Surface), nameof(IopColors.Sunken)];

    private static readonly string[] Texts =
    [
        nameof(IopColors.Ink), nameof(IopColors.InkSoft), nameof(IopColors.Accent), nameof(IopColors.AccentStrong),
        nameof(IopColors.RiskHigh), nameof(IopColors.RiskModerate), nameof(IopColors.RiskLow), nameof(IopColors.RiskNone),
        nameof(IopColors.Better),
    ];

    private static readonly string[] Bands =
    [
        nameof(IopColors.Band1), nameof(IopColors.Band2), nameof(IopColors.Band3), nameof(IopColors.Band4),
        nameof(IopColors.Band5),
    ];

    public static IReadOnlyList<ColorPair> All { get; } =
    [
        .. from text in Texts from ground in Grounds select new ColorPair(text, ground, Contrast.Text),
        .. from text in new[] { nameof(IopColors.Ink), nameof(IopColors.InkSoft) }
           from band in Bands
           select new ColorPair(text, band, Contrast.Text),
        new(nameof(IopColors.RiskHigh), nameof(IopColors.RiskHighSoft), Contrast.Text),
        new(nameof(IopColors.RiskModerate), nameof(IopColors.RiskModerateSoft), Contrast.Text),
        new(nameof(IopColors.RiskLow), nameof(IopColors.RiskLowSoft), Contrast.Text),
        new(nameof(IopColors.RiskNone), nameof(IopColors.RiskNoneSoft), Contrast.Text),
        new(nameof(IopColors.Better), nameof(IopColors.BetterSoft), Contrast.Text),
        new(nameof(IopColors.Accent), nameof(IopColors.AccentSoft), Contrast.Text),
        new(nameof(IopColors.Ink), nameof(IopColors.AccentSoft), Contrast.Text),
        new(nameof(IopColors.Ink), nameof(IopColors.RiskHighSoft), Contrast.Text),
        new(nameof(IopColors.Ink), nameof(IopColors.RiskModerateSoft), Contrast.Text),
        new(nameof(IopColors.Ink), nameof(IopColors.RiskLowSoft), Contrast.Text),
        new(nameof(IopColors.OnAccent), nameof(IopColors.Accent), Contrast.Text),
        new(nameof(IopColors.OnAccent), nameof(IopColors.AccentStrong), Contrast.Text),
        new(nameof(IopColors.OnStop), nameof(IopColors.RiskHigh), Contrast.Text),
        .. from ground in Grounds
           from shape in new[] { nameof(IopColors.Edge), nameof(IopColors.Focus) }
           select new ColorPair(shape, ground, Contrast.Shape),
        .. from shape in new[] { nameof(IopColors.Accent), nameof(IopColors.RiskHigh), nameof(IopColors.Focus) }
           from band in Bands
           select new ColorPair(shape, band, Contrast.Shape),
    ];
}
