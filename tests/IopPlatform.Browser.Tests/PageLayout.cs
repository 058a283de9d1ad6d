using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>Where a named part of a page stands.</summary>
/// <param name="Part">Its element and what names it: a heading's id, a label, a class.</param>
/// <param name="In">The part around it.</param>
/// <param name="Place">Below or right of the part before it; "first" when there is none beside it.</param>
/// <param name="X">From the window's left edge, in pixels, rounded to <see cref="PageLayout.Step"/>.</param>
internal sealed record LaidOut(string Part, string? In, string Place, int X, int Width);

/// <summary>
/// How a page is arranged, without what its data say: named parts, their order, columns and widths. Heights follow from texts, so they
/// are not kept. Kept in <c>Layouts/</c>, one file a page, and compared in every run; IOP_UPDATE=1 writes what is there now.
/// </summary>
internal static class PageLayout
{
    public const int Step = 8;

    /// <summary>Parts that come and go with the data or the hour.</summary>
    private static readonly string[] Sometimes = ["units-title", "ol agenda", "ul queue", "ol roster", "ul checks", "table", "pipeline__detail", "The chosen referral"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private static readonly Lock Files = new();

    public static async Task IsAsKeptAsync(this IPage page, string name)
    {
        var width = page.ViewportSize!.Width.ToString(CultureInfo.InvariantCulture);
        var present = JsonSerializer.Deserialize<LaidOut[]>(await page.EvaluateAsync<string>(Script, Step), Json)!;
        Assert.NotEmpty(present);
        var file = Path.Combine(BrowserPlatform.Repository(), "tests", "IopPlatform.Browser.Tests", "Layouts", $"{name}.json");
        if (Environment.GetEnvironmentVariable("IOP_UPDATE") == "1") Keep(file, width, present);
        Assert.True(File.Exists(file), $"{file} is missing; run this test once with IOP_UPDATE=1.");
        var kept = Read(file).GetValueOrDefault(width);
        Assert.True(kept is not null, $"{file} has nothing at {width} px; run this test once with IOP_UPDATE=1.");
        var differences = Differences(kept, present);
        Assert.True(
            differences.Count == 0,
            $"{name} at {width} px is laid out otherwise than kept: {string.Join("; ", differences)}. If it is meant, run this test once with IOP_UPDATE=1 and review the change.");
    }

    internal static IReadOnlyList<string> Differences(IReadOnlyList<LaidOut> kept, IReadOnlyList<LaidOut> present)
    {
        var differences = new List<string>();
        foreach (var gone in kept.Where(one => !IsSometimes(one) && present.All(other => other.Part != one.Part))) differences.Add($"'{gone.Part}' is gone");
        foreach (var added in present.Where(one => !IsSometimes(one) && kept.All(other => other.Part != one.Part))) differences.Add($"'{added.Part}' is new");
        foreach (var (was, now) in kept.Join(present, one => one.Part, one => one.Part, (was, now) => (was, now)))
        {
            if (was.In != now.In) differences.Add($"'{was.Part}' stands in '{now.In}', not in '{was.In}'");
            if (!IsSometimes(was) && was.Place != now.Place) differences.Add($"'{was.Part}' is {now.Place}, not {was.Place}");
            if (Math.Abs(was.X - now.X) > Step) differences.Add($"'{was.Part}' begins at {now.X} px, not at {was.X}");
            // A heading is as wide as its words.
            if (was.Part != "h1" && Math.Abs(was.Width - now.Width) > Step) differences.Add($"'{was.Part}' is {now.Width} px wide, not {was.Width}");
        }

        var steady = kept.Select(one => one.Part).Where(part => present.Any(other => other.Part == part)).ToList();
        if (!steady.SequenceEqual(present.Select(one => one.Part).Where(steady.Contains))) differences.Add("the order of its parts has changed");
        return differences;
    }

    private static bool IsSometimes(LaidOut one) => Sometimes.Any(part => one.Part.Contains(part, StringComparison.Ordinal));

    private static Dictionary<string, LaidOut[]> Read(string file)
    {
        lock (Files) return JsonSerializer.Deserialize<Dictionary<string, LaidOut[]>>(File.ReadAllText(file), Json)!;
    }

    private static void Keep(string file, string width, LaidOut[] present)
    {
        lock (Files)
        {
            var all = File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, LaidOut[]>>(File.ReadAllText(file), Json)! : [];
            all[width] = present;
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var ordered = all.OrderBy(one => int.Parse(one.Key, CultureInfo.InvariantCulture)).ToDictionary(one => one.Key, one => one.Value);
            File.WriteAllText(file, JsonSerializer.Serialize(ordered, Json) + "\n");
        }
    }

    private const string Script =
        """
        step => {
          const named = '.shell__bar, .shell__nav, .portal-head, .iop-crisis, main, h1, .iop-identity, main section[aria-labelledby], main aside, main form[class], main fieldset, '
            + 'main table, main .filters, main .agenda, main .queue, main .roster, main .pipeline__detail, main .board__numbers';
          const isShown = one => {
            const box = one.getBoundingClientRect();
            return one.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1 && box.right > 0;
          };
          const nameOf = one => {
            const label = one.getAttribute('aria-labelledby') || one.id || one.getAttribute('aria-label')
              || (one.tagName === 'FIELDSET' && one.querySelector('legend')?.textContent.trim()) || (one.tagName === 'H1' ? '' : one.classList[0]) || '';
            // Ids of people and things differ from run to run; the first of such parts stands for all.
            return (one.tagName.toLowerCase() + ' ' + label.replace(/-?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/g, '')).trim();
          };
          const parts = [];
          for (const one of document.querySelectorAll(named)) {
            const name = nameOf(one);
            if (isShown(one) && !parts.some(part => part.name === name)) parts.push({ one, name, box: one.getBoundingClientRect() });
          }
          const round = value => Math.round(value / step) * step;
          return JSON.stringify(parts.map((part, at) => {
            const around = parts.slice(0, at).filter(other => other.one.contains(part.one)).at(-1);
            const before = parts.slice(0, at).filter(other => !other.one.contains(part.one) && (!around || around.one.contains(other.one))).at(-1);
            const place = !before ? 'first' : part.box.top >= before.box.bottom - 4 ? 'below' : part.box.left >= before.box.right - 4 ? 'right' : 'over';
            return { part: part.name, in: around ? around.name : null, place, x: round(part.box.left), width: round(part.box.width) };
          }));
        }
        """;
}
