using System.Text.RegularExpressions;
using System.Xml.Linq;
using IopPlatform.Web.Design;
using MudBlazor;

namespace IopPlatform.Web.Tests.Design;

public sealed partial class TokenTests
{
    public static TheoryData<string> Themes => ["light", "dark"];

    [Theory]
    [MemberData(nameof(Themes))]
    public void Tokens_OfEachTheme_SayTheSameInCssAsInCode(string theme)
    {
        var colors = ColorsOf(theme);
        var css = Colors(Block($"[data-theme=\"{theme}\"]"));
        Assert.Equal(IopColors.Names.ToDictionary(Kebab, name => colors[name]), css);
    }

    [Fact]
    public void Tokens_OfTheSystemsNight_AreThoseOfTheChosenNight() =>
        Assert.Equal(Colors(Block("[data-theme=\"dark\"]")), Colors(Block(":root:not([data-theme])")));

    [Theory]
    [MemberData(nameof(Themes))]
    public void ColorPairs_OfEachTheme_HaveTheirContrast(string theme)
    {
        var colors = ColorsOf(theme);
        Assert.Empty(ColorPairs.All
            .Where(pair => pair.RatioIn(colors) < pair.Least)
            .Select(pair => $"{pair.Front} on {pair.Back}: {pair.RatioIn(colors):0.00} instead of {pair.Least}"));
    }

    [Fact]
    public void ColorPairs_WithTextThatIsTooFaint_AreFound()
    {
        var faint = IopColors.Light with { InkSoft = "#b8c2c8" };
        Assert.Contains(ColorPairs.All, pair => pair.RatioIn(faint) < pair.Least);
    }

    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#777777", "#ffffff", 4.48)]
    [InlineData("#f7f9fa", "#f7f9fa", 1)]
    public void Contrast_OfKnownPairs_IsThatOfTheStandard(string first, string second, double expected) =>
        Assert.Equal(expected, Contrast.Ratio(first, second), 0.01);

    [Theory]
    [MemberData(nameof(Themes))]
    public void Theme_OfTheComponentLibrary_UsesTheTokensAndReadableFills(string theme)
    {
        var colors = ColorsOf(theme);
        Palette palette = theme == "dark" ? IopTheme.Theme.PaletteDark : IopTheme.Theme.PaletteLight;
        Assert.Equal(colors.Accent, Hex(palette.Primary));
        Assert.Equal(colors.Ground, Hex(palette.Background));
        Assert.Equal(colors.Ink, Hex(palette.TextPrimary));
        foreach (var (fill, text) in new[]
        {
            (palette.Primary, palette.PrimaryContrastText), (palette.Secondary, palette.SecondaryContrastText),
            (palette.Info, palette.InfoContrastText), (palette.Success, palette.SuccessContrastText),
            (palette.Warning, palette.WarningContrastText), (palette.Error, palette.ErrorContrastText),
            (palette.Surface, palette.TextPrimary), (palette.AppbarBackground, palette.AppbarText),
            (palette.DrawerBackground, palette.DrawerText), (palette.Background, palette.TextSecondary),
        })
        {
            Assert.True(Contrast.Ratio(Hex(fill), Hex(text)) >= Contrast.Text, $"{text} on {fill}");
        }
    }

    [Fact]
    public void Sheet_ForEverybody_HasRingMotionForcedColorsAndPrint()
    {
        var sheet = Sheet("iop.css");
        Assert.Contains("outline: var(--iop-ring) solid var(--iop-focus) !important", sheet, StringComparison.Ordinal);
        Assert.Contains("--iop-ring: 3px", Sheet("tokens.css"), StringComparison.Ordinal);
        Assert.Contains("@media (prefers-reduced-motion: reduce)", sheet, StringComparison.Ordinal);
        Assert.Contains("@media (forced-colors: active)", sheet, StringComparison.Ordinal);
        Assert.Contains("@media print", sheet, StringComparison.Ordinal);
    }

    [Fact]
    public void Sheets_OfTheParts_NameNoColorThemselvesAndUseOnlyTokensThatExist()
    {
        var known = Declaration().Matches(Sheet("tokens.css")).Select(match => match.Groups[1].Value).ToHashSet();
        foreach (var sheet in new[] { Sheet("iop.css"), Sheet("gallery.css") })
        {
            Assert.Empty(HexColor().Matches(sheet));
            Assert.All(Use().Matches(sheet), match => Assert.Contains(match.Groups[1].Value, known));
        }
    }

    [Fact]
    public void Words_InSpanish_StandForAllEnglishOnesWithTheSameGaps()
    {
        var (english, spanish) = (WordsOf("DesignText.resx"), WordsOf("DesignText.es.resx"));
        Assert.Equal(english.Keys.Order(), spanish.Keys.Order());
        Assert.All(english.Keys, key => Assert.Equal(Gaps(english[key]), Gaps(spanish[key])));
    }

    private static IopColors ColorsOf(string theme) => theme == "dark" ? IopColors.Dark : IopColors.Light;

    private static string Hex(MudBlazor.Utilities.MudColor color) => $"#{color.R:x2}{color.G:x2}{color.B:x2}";

    private static string Kebab(string name) => WordStart().Replace(name, "-$1").ToLowerInvariant();

    private static Dictionary<string, string> Colors(string block) => ColorDeclaration().Matches(block)
        .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    private static string Block(string selector)
    {
        var css = Sheet("tokens.css");
        var from = css.IndexOf($"{selector} {{", StringComparison.Ordinal);
        Assert.True(from >= 0, $"tokens.css has no {selector}");
        return css[from..css.IndexOf('}', from)];
    }

    private static Dictionary<string, string> WordsOf(string file) => XDocument.Load(Path.Combine(Web(), "Design", file))
        .Descendants("data")
        .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static HashSet<string> Gaps(string text) => [.. Gap().Matches(text).Select(match => match.Value)];

    private static string Sheet(string name) => File.ReadAllText(Path.Combine(Web(), "wwwroot", "design", name));

    private static string Web()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "IopPlatform.sln"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "src", "IopPlatform.Web");
    }

    [GeneratedRegex("(?<=[a-z])([A-Z0-9])")]
    private static partial Regex WordStart();

    [GeneratedRegex(@"--iop-([a-z0-9-]+): (#[0-9a-f]{6});")]
    private static partial Regex ColorDeclaration();

    [GeneratedRegex(@"(--iop-[a-z0-9-]+):")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"var\((--iop-[a-z0-9-]+)")]
    private static partial Regex Use();

    [GeneratedRegex(@"#[0-9a-fA-F]{3,8}\b")]
    private static partial Regex HexColor();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Gap();
}
