namespace IopPlatform.AppHost.Local;

/// <summary>Is everything running, and if not, what and why?</summary>
internal static class OverviewPage
{
    private const int EventsShown = 8;
    private const int QueuesShown = 8;
    private const int NamedMax = 4;
    private static readonly GraphPicture Wide = new(narrow: false);
    private static readonly GraphPicture Tall = new(narrow: true);

    private static readonly (string Key, string Title, string Unit, Func<double, string> Words)[] Charts =
    [
        ("events", "Events", "committed each second", Words.Rate),
        ("delivered", "Handled", "acknowledged each second", Words.Rate),
        ("waiting", "In queues", "messages", value => value.ToString("0", System.Globalization.CultureInfo.InvariantCulture)),
        ("lag", "Outbox lag", "oldest unsent", Words.Seconds),
        ("cpu", "Processor", "of one core", Words.Percent),
        ("memory", "Memory", "shared pages by share", Words.Bytes),
    ];

    public static Html Draw(PlatformWatch watch, DateTimeOffset now) => Html.Of(
        $"""
        <h1 data-live="summary">{Summary(watch)}</h1>
        <div class="split"><section class="card" aria-label="Resources">{Wide.Draw(watch.Resources)}{Tall.Draw(watch.Resources)}</section>
        <section class="charts" aria-labelledby="measures"><h2 class="hidden" id="measures">Key measures</h2>{Html.Join(Charts.Select(chart => Html.Of($"<div class=\"card\" data-live=\"chart-{chart.Key}\">{Chart(chart, watch, now)}</div>")))}</section></div>
        <section class="card"><h2>Resources</h2>{ResourceTable.Draw(watch, now)}</section>
        <div class="thirds"><section class="card"><h2>Outboxes</h2><div data-live="outboxes">{FlowTables.Outboxes(watch.Vitals)}</div></section>
        <section class="card"><h2>Fullest queues</h2><div data-live="queues">{FlowTables.Queues(watch.Vitals, QueuesShown)}</div></section>
        <section class="card"><h2>What happened</h2><div data-live="events">{Events(watch)}</div><h2>Live state</h2><div data-live="grains">{FlowTables.Grains(watch.Vitals)}</div></section></div>
        """);

    public static IEnumerable<(string Key, Html Content)> Live(PlatformWatch watch, DateTimeOffset now) =>
    [
        ("summary", Summary(watch)),
        .. Charts.Select(chart => ($"chart-{chart.Key}", Chart(chart, watch, now))),
        .. watch.Resources.SelectMany(resource => new[]
        {
            (Wide.Key(resource), Wide.Node(resource)), (Tall.Key(resource), Tall.Node(resource)),
            (ResourceTable.Key(resource), ResourceTable.Row(resource, watch, now)),
        }),
        ("outboxes", FlowTables.Outboxes(watch.Vitals)),
        ("queues", FlowTables.Queues(watch.Vitals, QueuesShown)),
        ("grains", FlowTables.Grains(watch.Vitals)),
        ("events", Events(watch)),
    ];

    private static Html Summary(PlatformWatch watch)
    {
        var notWell = watch.Resources.Where(resource => Words.Of(resource).Class != "good").ToList();
        if (notWell.Count == 0)
        {
            return Html.Of($"<span class=\"state good\" aria-hidden=\"true\">●</span> All {watch.Resources.Count} resources are well");
        }

        var onTheirWay = notWell.All(resource => Words.Of(resource).Class == "busy");
        var named = string.Join(", ", notWell.Take(NamedMax).Select(resource => $"{resource.Name} {Words.Of(resource).Word.ToLowerInvariant()}"));
        return Html.Of($"<span class=\"state {(onTheirWay ? "busy" : "warn")}\" aria-hidden=\"true\">{(onTheirWay ? "◐" : "▲")}</span> {notWell.Count} of {watch.Resources.Count} {(onTheirWay ? "on their way" : "need a look")}: {named}{(notWell.Count > NamedMax ? " and others" : "")}");
    }

    private static Html Chart((string Key, string Title, string Unit, Func<double, string> Words) chart, PlatformWatch watch, DateTimeOffset now) =>
        ChartPicture.Card(chart.Title, chart.Unit, watch.History.GetValueOrDefault(chart.Key), chart.Words, now);

    private static Html Events(PlatformWatch watch) => Html.Of(
        $"<ol class=\"events\">{Html.Join(watch.Events.Take(EventsShown).Select(happened => Html.Of($"<li><time>{Words.Clock(happened.At)}</time> <strong>{happened.Resource}</strong> {happened.Text}</li>")))}</ol>");
}
