using MudBlazor;

namespace IopPlatform.Web.Design;

/// <summary>
/// The look of the staff's pages in MudBlazor's terms, from <see cref="IopColors"/>. Its own colors put white on fills at 2.2:1
/// (warning, success) and cannot stay; each fill here has the contrast text that goes with it.
/// </summary>
public static class IopTheme
{
    private static readonly string[] Fonts = ["Atkinson Hyperlegible Next", "Iop Stand-in", "system-ui", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = Fill(new PaletteLight(), IopColors.Light),
        PaletteDark = Fill(new PaletteDark(), IopColors.Dark),
        LayoutProperties = new LayoutProperties
        {
            DefaultBorderRadius = "4px",
            AppbarHeight = "3.5rem",
            DrawerWidthLeft = "15rem",
            DrawerMiniWidthLeft = "3.5rem",
        },
        Typography = Type(),
        ZIndex = new ZIndex { AppBar = 30, Drawer = 30, Popover = 45, Dialog = 50, Snackbar = 60, Tooltip = 60 },
    };

    private static TPalette Fill<TPalette>(TPalette palette, IopColors colors) where TPalette : Palette
    {
        palette.Primary = colors.Accent;
        palette.PrimaryContrastText = colors.OnAccent;
        palette.PrimaryDarken = colors.AccentStrong;
        palette.PrimaryLighten = colors.AccentStrong;
        palette.Secondary = colors.InkSoft;
        palette.SecondaryContrastText = colors.Surface;
        palette.Tertiary = colors.RiskLow;
        palette.TertiaryContrastText = colors.Surface;
        palette.Info = colors.RiskLow;
        palette.InfoContrastText = colors.Surface;
        palette.Success = colors.Better;
        palette.SuccessContrastText = colors.Surface;
        palette.Warning = colors.RiskModerate;
        palette.WarningContrastText = colors.Surface;
        palette.Error = colors.RiskHigh;
        palette.ErrorContrastText = colors.OnStop;
        palette.Dark = colors.Ink;
        palette.DarkContrastText = colors.Surface;
        palette.TextPrimary = colors.Ink;
        palette.TextSecondary = colors.InkSoft;
        palette.TextDisabled = colors.Edge;
        palette.ActionDefault = colors.InkSoft;
        palette.ActionDisabled = colors.Edge;
        palette.ActionDisabledBackground = colors.Sunken;
        palette.Background = colors.Ground;
        palette.BackgroundGray = colors.Sunken;
        palette.Surface = colors.Surface;
        palette.AppbarBackground = colors.Surface;
        palette.AppbarText = colors.Ink;
        palette.DrawerBackground = colors.Surface;
        palette.DrawerText = colors.Ink;
        palette.DrawerIcon = colors.InkSoft;
        palette.LinesDefault = colors.Line;
        palette.LinesInputs = colors.Edge;
        palette.Divider = colors.Line;
        palette.DividerLight = colors.Line;
        palette.TableLines = colors.Line;
        palette.TableStriped = colors.Sunken;
        palette.TableHover = colors.AccentSoft;
        palette.Skeleton = colors.Line;
        return palette;
    }

    /// <summary>The same scale as <c>--iop-text-…</c>; buttons and captions speak in sentences, not in capitals.</summary>
    private static Typography Type()
    {
        var type = new Typography();
        type.Default.FontFamily = Fonts;
        Set(type.Default, "0.9375rem", "420", "1.45");
        Set(type.H1, "1.75rem", "680", "1.2");
        Set(type.H2, "1.375rem", "680", "1.2");
        Set(type.H3, "1.125rem", "680", "1.2");
        Set(type.H4, "1.125rem", "600", "1.2");
        Set(type.H5, "0.9375rem", "680", "1.45");
        Set(type.H6, "0.9375rem", "600", "1.45");
        Set(type.Subtitle1, "0.9375rem", "600", "1.45");
        Set(type.Subtitle2, "0.8125rem", "600", "1.45");
        Set(type.Body1, "0.9375rem", "420", "1.45");
        Set(type.Body2, "0.8125rem", "420", "1.45");
        Set(type.Button, "0.9375rem", "600", "1.45");
        Set(type.Caption, "0.75rem", "420", "1.45");
        Set(type.Overline, "0.75rem", "600", "1.45");
        return type;
    }

    private static void Set(BaseTypography style, string size, string weight, string leading)
    {
        style.FontFamily = Fonts;
        style.FontSize = size;
        style.FontWeight = weight;
        style.LineHeight = leading;
        style.LetterSpacing = "normal";
        style.TextTransform = "none";
    }
}
