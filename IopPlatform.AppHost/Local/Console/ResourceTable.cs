namespace IopPlatform.AppHost.Local;

/// <summary>Every resource in a row: how it is, what it takes, what can be done.</summary>
internal static class ResourceTable
{
    public static Html Draw(PlatformWatch watch, DateTimeOffset now) => Html.Of(
        $"""
        <table class="resources"><thead><tr><th scope="col">Resource</th><th scope="col">State</th><th scope="col" class="n">CPU</th><th scope="col" class="n">Memory</th><th scope="col" class="n">Restarts</th><th scope="col">Up for</th><th scope="col">Last end</th><th scope="col"><span class="hidden">Commands</span></th></tr></thead>
        <tbody>{Html.Join(watch.Resources.Select(resource => Html.Of($"<tr data-live=\"{Key(resource)}\">{Row(resource, watch, now)}</tr>")))}</tbody></table>
        """);

    public static string Key(ResourceSnapshot resource) => $"row-{resource.Name}";

    public static Html Row(ResourceSnapshot resource, PlatformWatch watch, DateTimeOffset now) => Html.Of(
        $"""
        <th scope="row"><a href="/resources/{resource.Name}" id="row-{resource.Name}-link">{resource.Name}</a></th><td data-label="State">{Words.State(resource)}</td><td class="n" data-label="CPU">{Measure(resource, "cpu", watch, now)}</td><td class="n" data-label="Memory">{Measure(resource, "memory", watch, now)}</td><td class="n{(resource.Restarts > 0 ? " mark" : "")}" data-label="Restarts">{resource.Restarts}</td><td data-label="Up for">{Up(resource, now)}</td><td data-label="Last end">{LastEnd(resource)}</td><td class="commands">{Commands(resource, "row")}</td>
        """);

    public static Html Commands(ResourceSnapshot resource, string place) => Html.Join(ResourceCommand.All
        .Where(command => command.Fits(resource))
        .Select(command => Html.Of(
            $"<a class=\"button\" data-ask id=\"{place}-{command.Name}-{resource.Name}\" href=\"/resources/{resource.Name}/{command.Name}\" aria-label=\"{command.Title} {resource.Name}\">{command.Title}</a>")));

    public static string Up(ResourceSnapshot resource, DateTimeOffset now) =>
        resource is { ProcessId: not null, StartedAt: { } started } ? Words.Span(now - started) : "–";

    public static string LastEnd(ResourceSnapshot resource) => resource.LastExit is { } exit ? $"{exit}, {Words.Clock(exit.At)}" : "–";

    private static Html Measure(ResourceSnapshot resource, string name, PlatformWatch watch, DateTimeOffset now) => resource.Measures is { } measures
        ? Html.Of($"{ChartPicture.Spark(watch.History.GetValueOrDefault($"{name}/{resource.Name}"), now)}<span>{(name == "cpu" ? Words.Percent(measures.CpuPercent) : Words.Bytes(measures.MemoryBytes))}</span>")
        : Html.Of($"–");
}
