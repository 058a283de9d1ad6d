using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using IopPlatform.Testing;
using Microsoft.Playwright;

namespace IopPlatform.Browser.Tests;

/// <summary>What holds for every page.</summary>
internal static class PageChecks
{
    private static readonly TimeSpan ComesWithin = TimeSpan.FromSeconds(30);

    /// <summary>Waits until the page's question is answered: its heading is there and nothing is being read any more.</summary>
    public static async Task ReadyAsync(this IPage page)
    {
        await page.Locator("h1").First.WaitForAsync();
        await page.WaitForFunctionAsync("() => (location.pathname === '/design' || !document.querySelector('.iop-loading')) && document.fonts.status === 'loaded'");
    }

    /// <summary>Waits until the page's address begins so. It asks instead of listening: what has changed before one listens is not missed.</summary>
    public static async Task ComesToAsync(this IPage page, params string[] beginnings)
    {
        await Eventually.BecomesTrueAsync(
            () => Task.FromResult(beginnings.Any(beginning => new Uri(page.Url).PathAndQuery.StartsWith(beginning, StringComparison.Ordinal))),
            $"the page to come to {string.Join(" or ", beginnings)}", ComesWithin);
        await page.WaitForLoadStateAsync();
    }

    public static async Task HasNoAxeViolationAsync(this IPage page, string name)
    {
        // WCAG 2.2's size of targets is off by default.
        var rules = new Dictionary<string, RuleOptions> { ["target-size"] = new() { Enabled = true } };
        // The gallery shows several of what a page has once.
        if (name.StartsWith("/design", StringComparison.Ordinal)) rules["landmark-unique"] = new() { Enabled = false };
        var result = await page.RunAxe(new AxeRunOptions { Rules = rules });
        Assert.True(
            result.Violations.Length == 0,
            name + ": " + string.Join("; ", result.Violations.Select(violation => $"{violation.Id} ({string.Join(" | ", violation.Nodes.Take(4).Select(node => node.Html))})")));
    }

    /// <summary>Nothing sticks out sideways, covers something else or is cut off at this width.</summary>
    public static async Task FitsAsync(this IPage page, string name)
    {
        var faults = await page.EvaluateAsync<string[]>(Script);
        Assert.True(faults.Length == 0, $"{name}: {string.Join("; ", faults.Take(8))}");
    }

    /// <summary>No script, no style and no request was refused by the page's own policy, and no script failed.</summary>
    public static List<string> Complaints(this IPage page)
    {
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error") complaints.Add($"{message.Text} {message.Location}");
        };
        page.PageError += (_, error) => complaints.Add(error);
        return complaints;
    }

    /// <summary>Says each whole: where it came from is at its end.</summary>
    public static void AreNone(this List<string> complaints) => Assert.True(complaints.Count == 0, string.Join(Environment.NewLine, complaints));

    private const string Script =
        """
        () => {
          const faults = [];
          const window_ = document.documentElement.clientWidth;
          const over = document.documentElement.scrollWidth - window_;
          if (over > 0) faults.push(`the page is ${over} px wider than its window`);
          const tell = one => `<${one.tagName.toLowerCase()}${one.id ? '#' + one.id : ''}${one.classList.length ? '.' + [...one.classList].join('.') : ''}> "${one.textContent.trim().slice(0, 40)}"`;
          const styles = new Map();
          const style = one => styles.get(one) || (styles.set(one, getComputedStyle(one)), styles.get(one));
          const isHidden = one => { for (let up = one; up; up = up.parentElement) { const box = up.getBoundingClientRect(); if (up.classList.contains('iop-visually-hidden') || style(up).visibility === 'hidden' || style(up).clipPath !== 'none' || (box.width <= 1 && box.height <= 1 && style(up).position === 'absolute')) return true; } return false; };
          const scrolls = one => { for (let up = one.parentElement; up; up = up.parentElement) if (['auto', 'scroll'].includes(style(up).overflowX)) return true; return false; };
          // What is scrolled away in a box of its own still has a place, which is no place to see it at.
          const isScrolled = one => { for (let up = one.parentElement; up; up = up.parentElement) if (['auto', 'scroll'].includes(style(up).overflowY) && up.scrollHeight > up.clientHeight) return true; return false; };
          // A bar that stays while the page scrolls covers what scrolls below it, on purpose.
          const bar = one => { for (let up = one; up; up = up.parentElement) if (['sticky', 'fixed'].includes(style(up).position)) return up; return null; };
          const main = document.querySelector('main') || document.body;
          for (const one of main.querySelectorAll('*')) {
            if (one.closest('svg') || ![...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
            const box = one.getBoundingClientRect();
            if (box.width < 2 || box.height < 2 || isHidden(one)) continue;
            if ((box.right > window_ + 1 || box.left < -1) && !scrolls(one)) faults.push(`${tell(one)} sticks out of the window`);
            if (['hidden', 'clip'].includes(style(one).overflowX) && style(one).textOverflow !== 'ellipsis' && one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1) faults.push(`${tell(one)} is cut off`);
          }
          const controls = [...main.querySelectorAll('a[href], button, input, select, textarea, summary')]
            .filter(one => !one.closest('svg') && !isHidden(one) && one.type !== 'hidden' && !isScrolled(one))
            .map(one => ({ one, bar: bar(one), boxes: [...one.getClientRects()] })).filter(control => control.boxes.length > 0);
          for (const [at, control] of controls.entries()) {
            for (const other of controls.slice(at + 1)) {
              if (control.one.contains(other.one) || other.one.contains(control.one) || control.bar !== other.bar) continue;
              if (control.boxes.some(one => other.boxes.some(two => Math.min(one.right, two.right) - Math.max(one.left, two.left) > 2 && Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > 2))) {
                faults.push(`${tell(control.one)} and ${tell(other.one)} lie over each other`);
              }
            }
          }
          return faults;
        }
        """;
}
