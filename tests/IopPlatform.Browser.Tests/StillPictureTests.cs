using System.Text.Json;
using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>
/// Pages that show no data, compared with a kept picture, pixel by pixel on a quarter of their size: thin lines and the edges of
/// letters, which differ from one browser's version to the next, weigh little there. IOP_UPDATE=1 writes what is there now.
/// </summary>
public sealed class StillPictureTests(BrowserPlatform platform)
{
    /// <summary>In a hundred: so many pixels of one square of 128 px may look otherwise. A chip or a line of text that has gone is more.</summary>
    private const double DifferingMax = 12;

    /// <summary>Identity's pages take the system's font; pictures of two machines are of one font only with ours.</summary>
    private const string OneFont =
        """
        @font-face { font-family: kept; src: url(/design/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2); font-weight: 200 800; }
        * { font-family: kept !important; caret-color: transparent !important; }
        .shell__bar, .shell__nav { position: absolute !important; }
        """;

    [Theory]
    [InlineData("sign-in", "/web/sign-in", 1280, false)]
    [InlineData("sign-in", "/web/sign-in", 360, true)]
    [InlineData("signed-out", "/web/signed-out", 360, false)]
    [InlineData("no-such-page", "/web/nothing", 1280, true)]
    public async Task Page_OfNobody_LooksAsKept(string name, string path, int width, bool dark)
    {
        var page = await platform.OpenAsync(new WindowOptions(width, 740, dark) { BypassPolicy = true });
        await page.GotoAsync(new Uri(platform.Origin, path).ToString());
        await IsAsKeptAsync(page, $"{name}-{width}-{(dark ? "dark" : "light")}");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task Design_ByDayAndNight_LooksAsKept(int width)
    {
        var page = await platform.OpenAsync(BrowserPlatform.Therapist, "/design", new WindowOptions(width) { BypassPolicy = true });
        await page.ReadyAsync();
        foreach (var theme in new[] { "light", "dark" })
        {
            await IsAsKeptAsync(page, $"design-{width}-{theme}", page.Locator($".iop-gallery__theme[data-theme={theme}]"));
        }

        await page.Context.CloseAsync();
    }

    private static async Task IsAsKeptAsync(IPage page, string name, ILocator? part = null)
    {
        await page.AddStyleTagAsync(new() { Content = OneFont });
        await page.WaitForFunctionAsync("() => document.fonts.load('16px kept').then(() => document.fonts.ready).then(() => true)");
        var picture = part is null
            ? await page.ScreenshotAsync(new() { FullPage = true, Caret = ScreenshotCaret.Hide, Animations = ScreenshotAnimations.Disabled })
            : await part.ScreenshotAsync(new() { Caret = ScreenshotCaret.Hide, Animations = ScreenshotAnimations.Disabled });
        var file = Path.Combine(BrowserPlatform.Repository(), "tests", "IopPlatform.Browser.Tests", "Pictures", name + ".png");
        var isUpdate = Environment.GetEnvironmentVariable("IOP_UPDATE") == "1";
        Assert.True(isUpdate || File.Exists(file), $"{file} is missing; run this test once with IOP_UPDATE=1.");
        var compared = await CompareAsync(page.Context.Browser!, picture, isUpdate ? null : await File.ReadAllBytesAsync(file));
        if (isUpdate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, compared.Small);
            return;
        }

        if (compared.Percent <= DifferingMax) return;
        var failed = Path.Combine(BrowserPlatform.Repository(), "artifacts", "pictures");
        Directory.CreateDirectory(failed);
        await File.WriteAllBytesAsync(Path.Combine(failed, name + ".png"), compared.Small);
        Assert.Fail($"{compared.Percent:0} % of one square of {name} look otherwise than kept: compare {file} with {failed}. If it is meant, run this test once with IOP_UPDATE=1.");
    }

    /// <summary>In the browser, which can read pictures: on an empty page, so that no page's policy says anything about it.</summary>
    private static async Task<(byte[] Small, double Percent)> CompareAsync(IBrowser browser, byte[] picture, byte[]? kept)
    {
        var page = await browser.NewPageAsync();
        var answer = await page.EvaluateAsync<string>(
            Script, new { picture = Convert.ToBase64String(picture), kept = kept is null ? null : Convert.ToBase64String(kept) });
        await page.CloseAsync();
        using var read = JsonDocument.Parse(answer);
        return (Convert.FromBase64String(read.RootElement.GetProperty("small").GetString()!), read.RootElement.GetProperty("percent").GetDouble());
    }

    private const string Script =
        """
        async ({ picture, kept }) => {
          const read = async base64 => { const image = new Image(); image.src = 'data:image/png;base64,' + base64; await image.decode(); return image; };
          const paint = (image, width, height) => {
            const canvas = Object.assign(document.createElement('canvas'), { width, height });
            const pen = canvas.getContext('2d', { willReadFrequently: true });
            pen.imageSmoothingQuality = 'high';
            pen.drawImage(image, 0, 0, width, height);
            return { canvas, data: pen.getImageData(0, 0, width, height).data };
          };
          const now = await read(picture);
          const [width, height] = [Math.ceil(now.width / 4), Math.ceil(now.height / 4)];
          const small = paint(now, width, height);
          let percent = 0;
          if (kept) {
            const was = await read(kept);
            if (was.width !== width || Math.abs(was.height - height) > 1) percent = 100;
            else {
              const old = paint(was, was.width, was.height).data;
              const [side, across, rows] = [32, Math.ceil(width / 32), Math.min(height, was.height)];
              const squares = new Float64Array(across * Math.ceil(rows / side));
              for (let pixel = 0; pixel < width * rows; pixel++) {
                const at = pixel * 4;
                if (Math.max(Math.abs(old[at] - small.data[at]), Math.abs(old[at + 1] - small.data[at + 1]), Math.abs(old[at + 2] - small.data[at + 2])) > 40) {
                  squares[Math.floor(Math.floor(pixel / width) / side) * across + Math.floor((pixel % width) / side)]++;
                }
              }
              percent = Math.max(...squares) * 100 / (side * side);
            }
          }
          return JSON.stringify({ small: small.canvas.toDataURL('image/png').split(',')[1], percent });
        }
        """;
}
