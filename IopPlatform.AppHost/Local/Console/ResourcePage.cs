namespace IopPlatform.AppHost.Local;

/// <summary>One resource: how it is, what it was told, whom it needs, what it says.</summary>
internal static class ResourcePage
{
    private const int LinesShown = 80;

    public static Html Draw(ResourceSnapshot resource, PlatformWatch watch, string logFolder, DateTimeOffset now) => Html.Of(
        $"""
        <h1>{resource.Name} <span data-live="state">{Words.State(resource)}</span></h1><p class="commands" data-live="commands">{ResourceTable.Commands(resource, "page")}</p>
        <div class="thirds"><section class="card"><h2>Now</h2><div data-live="facts">{Facts(resource, now)}</div></section>
        <section class="card"><h2>Measures</h2><div class="pair" data-live="measures">{Measures(resource, watch, now)}</div></section>
        <section class="card"><h2>Needs</h2>{Relations(resource.Facts.Relations.Select(relation => relation.Resource))}<h2>Needed by</h2>{Relations(watch.Resources.Where(other => other.Facts.Relations.Any(relation => relation.Resource == resource.Name)).Select(other => other.Name))}</section></div>
        <section class="card"><h2>Log</h2><p class="under"><a href="/logs?resource={resource.Name}">All of it, with search</a></p>{LogPage.Lines(LogFiles.Tail(logFolder, resource.Name, LinesShown), withResource: false)}</section>
        {Environment(resource)}
        """);

    public static IEnumerable<(string Key, Html Content)> Live(ResourceSnapshot resource, PlatformWatch watch, DateTimeOffset now) =>
    [
        ("state", Words.State(resource)),
        ("commands", ResourceTable.Commands(resource, "page")),
        ("facts", Facts(resource, now)),
        ("measures", Measures(resource, watch, now)),
    ];

    private static Html Facts(ResourceSnapshot resource, DateTimeOffset now) => Html.Of(
        $"""
        <dl><dt>Up for</dt><dd>{ResourceTable.Up(resource, now)}</dd><dt>Restarts</dt><dd>{resource.Restarts}</dd><dt>Last end</dt><dd>{ResourceTable.LastEnd(resource)}</dd><dt>Health</dt><dd>{resource.Health ?? "–"}</dd><dt>Process</dt><dd>{resource.ProcessId?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–"}</dd>{Html.Join(resource.Facts.Urls.Select(url => Html.Of($"<dt>{url.Name}</dt><dd><a href=\"{url.Address}\" rel=\"noreferrer\">{url.Address}</a></dd>")))}</dl>
        """);

    private static Html Measures(ResourceSnapshot resource, PlatformWatch watch, DateTimeOffset now) => Html.Of(
        $"""
        <div>{ChartPicture.Card("Processor", "of one core", watch.History.GetValueOrDefault($"cpu/{resource.Name}"), Words.Percent, now)}</div><div>{ChartPicture.Card("Memory", "shared pages by share", watch.History.GetValueOrDefault($"memory/{resource.Name}"), Words.Bytes, now)}</div>
        """);

    private static Html Relations(IEnumerable<string> names)
    {
        var links = names.Distinct().Select(name => Html.Of($"<li><a href=\"/resources/{name}\">{name}</a></li>")).ToList();
        return links.Count == 0 ? Html.Of($"<p class=\"empty\">Nobody.</p>") : Html.Of($"<ul class=\"names\">{Html.Join(links)}</ul>");
    }

    private static Html Environment(ResourceSnapshot resource) => resource.Environment.Count == 0 ? Html.Empty : Html.Of(
        $"""
        <section class="card"><details><summary>Environment: {resource.Environment.Count} variables, secrets hidden</summary><table class="plain"><tbody>{Html.Join(resource.Environment.Select(entry => Html.Of($"<tr><th scope=\"row\">{entry.Name}</th><td>{(entry.Value is null ? Html.Of($"<span class=\"empty\">hidden</span>") : Html.Of($"{entry.Value}"))}</td></tr>")))}</tbody></table></details></section>
        """);
}
