using IopPlatform.AppHost.Operating;

namespace IopPlatform.AppHost.Local;

/// <summary>What one service says about its failed messages; null when it cannot be asked.</summary>
internal sealed record ServiceMessages(string Service, IReadOnlyList<OperatorsMessage>? Messages);

/// <summary>What waits and what failed: ids, kinds and times, never a message's content.</summary>
internal static class MessagesPage
{
    private const int QueuesShown = 500;

    public static Html Draw(PlatformVitals vitals, IReadOnlyList<ServiceMessages> services, string token)
    {
        var messages = services.SelectMany(service => service.Messages ?? []).ToList();
        var silent = services.Where(service => service.Messages is null).Select(service => service.Service).ToList();
        return Html.Of(
            $"""
            <h1>{(messages.Count == 0 ? "No message waits for a decision" : messages.Count == 1 ? "1 message waits" : $"{messages.Count} messages wait")}</h1>
            {(silent.Count == 0 ? Html.Empty : Html.Of($"<p class=\"result warn\"><span aria-hidden=\"true\">▲</span> Cannot be asked now: {string.Join(", ", silent)}.</p>"))}
            {(messages.Count == 0 ? Html.Empty : Failed(messages, token))}
            <div class="split even"><section class="card"><h2>Queues</h2><div data-live="queues">{FlowTables.Queues(vitals, QueuesShown)}</div></section>
            <section class="card"><h2>Outboxes</h2><div data-live="outboxes">{FlowTables.Outboxes(vitals)}</div><p class="under">Lag: how long the oldest message has been committed that the broker has not confirmed.</p></section></div>
            """);
    }

    public static IEnumerable<(string Key, Html Content)> Live(PlatformVitals vitals) =>
        [("queues", FlowTables.Queues(vitals, QueuesShown)), ("outboxes", FlowTables.Outboxes(vitals))];

    private static Html Failed(IReadOnlyList<OperatorsMessage> messages, string token) => Html.Of(
        $"""
        <section class="card"><h2>Parked and failed</h2>{Html.Join(messages.GroupBy(message => (message.Service, message.Where, Endpoint: message["endpoint"] ?? "")).Select(group => Html.Of(
            $"""
            <h3 class="row">{(group.Key.Where == "parked" ? group.Key.Endpoint : $"failed queue of {group.Key.Service}")} {Form("/messages/replay", token, $"Send all {group.Count()} again", ("service", group.Key.Service), ("where", group.Key.Where), ("endpoint", group.Key.Endpoint))}</h3>
            <table><thead><tr><th scope="col">Message</th><th scope="col">Error</th><th scope="col" class="n">Tries</th><th scope="col">Since</th><th scope="col">Next try</th><th scope="col"><span class="hidden">Commands</span></th></tr></thead><tbody>{Html.Join(group.Select(message => Row(message, token)))}</tbody></table>
            """)))}<p class="under">Giving one up for good needs a reason: <code>./iop parked discard ID --reason "…"</code></p></section>
        """);

    private static Html Row(OperatorsMessage message, string token) => Html.Of(
        $"""
        <tr><th scope="row">{Short(message["messageType"]) ?? "unreadable"}<br><code>{message.Id}</code></th><td data-label="Error">{Short(message["errorType"]) ?? message["reason"] ?? "–"}</td><td class="n" data-label="Tries">{message["tries"] ?? "–"}</td><td data-label="Since">{Time(message["firstParkedAt"] ?? message["failedAt"])}</td><td data-label="Next try">{(message["nextTryAt"] is { } next ? Time(next) : "by hand")}</td><td class="commands">{Form("/messages/retry", token, "Send again", ("service", message.Service), ("id", message.Id))}</td></tr>
        """);

    private static Html Form(string action, string token, string title, params (string Name, string Value)[] fields) => Html.Of(
        $"<form method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"token\" value=\"{token}\">{Html.Join(fields.Select(field => Html.Of($"<input type=\"hidden\" name=\"{field.Name}\" value=\"{field.Value}\">")))}<button class=\"button\" type=\"submit\">{title}</button></form>");

    private static string? Short(string? type) => type?.Split('.', ':', '+')[^1];

    private static string Time(string? text) => DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var time) ? Words.Clock(time) : "–";
}
