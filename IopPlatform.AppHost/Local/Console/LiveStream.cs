using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace IopPlatform.AppHost.Local;

/// <summary>Server-sent events: the parts of a page that have changed since they were sent to this reader.</summary>
internal static class LiveStream
{
    /// <summary>Changes that come thick and fast are sent together.</summary>
    private static readonly TimeSpan PauseBetween = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LookForLinesEvery = TimeSpan.FromMilliseconds(500);
    private const int HistoryBytes = 128 * 1024;

    /// <param name="parts">The page's parts as they are now.</param>
    public static async Task PartsAsync(
        HttpContext context, PlatformWatch watch, Func<IEnumerable<(string Key, Html Content)>> parts, CancellationToken gone)
    {
        using var watcher = watch.Watch();
        var sent = new Dictionary<string, string>();
        Begin(context);
        while (await watcher.WaitAsync(gone))
        {
            var changed = parts().Where(part => sent.GetValueOrDefault(part.Key) != part.Content.Text).ToDictionary(part => part.Key, part => part.Content.Text);
            foreach (var (key, content) in changed)
            {
                sent[key] = content;
            }

            await SendAsync(context, "parts", JsonSerializer.Serialize(changed), gone);
            await Task.Delay(PauseBetween, gone);
        }
    }

    /// <param name="after">Lines up to this time are on the page already.</param>
    public static async Task LinesAsync(
        HttpContext context, LogQuery query, IEnumerable<string> resources, string logFolder, DateTimeOffset after, CancellationToken gone)
    {
        var tails = resources.Where(name => query.Resource.Length == 0 || name == query.Resource)
            .Select(name => new LogTail(logFolder, name, HistoryBytes)).ToList();
        Begin(context);
        while (true)
        {
            var lines = tails.SelectMany(tail => tail.ReadNew()).Where(entry => entry.Time > after && query.Shows(entry)).OrderBy(entry => entry.Time)
                .Select(entry => LogPage.Line(entry, withResource: true)).ToList();
            await SendAsync(context, "lines", JsonSerializer.Serialize(Html.Join(lines).Text), gone);
            await Task.Delay(LookForLinesEvery, gone);
        }
    }

    private static void Begin(HttpContext context) => context.Response.ContentType = "text/event-stream";

    /// <summary>An empty event, too, is sent: by it the page sees that it is still connected.</summary>
    private static async Task SendAsync(HttpContext context, string kind, string data, CancellationToken gone)
    {
        var now = Words.Clock(TimeProvider.System.GetUtcNow());
        await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"event: {kind}\nid: {now}\ndata: {data}\n\n"), Encoding.UTF8, gone);
        await context.Response.Body.FlushAsync(gone);
    }
}
