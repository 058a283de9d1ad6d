namespace IopPlatform.AppHost.Local;

/// <summary>What flows: outboxes, queues, grains.</summary>
internal static class FlowTables
{
    public static Html Outboxes(PlatformVitals vitals) => vitals.Outboxes is not { } outboxes
        ? NotKnown("The databases cannot be asked now.")
        : Html.Of(
            $"""
            <table><thead><tr><th scope="col">Outbox</th><th scope="col" class="n">Events</th><th scope="col" class="n">Waiting</th><th scope="col" class="n">Lag</th><th scope="col" class="n">Parked</th></tr></thead><tbody>{Html.Join(outboxes.Select(Outbox))}</tbody></table>
            """);

    /// <param name="rowsMax">The fullest ones.</param>
    public static Html Queues(PlatformVitals vitals, int rowsMax)
    {
        if (vitals.Broker is not { } broker)
        {
            return NotKnown("The broker's management cannot be asked now.");
        }

        var shown = broker.Queues.OrderByDescending(queue => queue.Ready + queue.Unacknowledged).ThenBy(queue => queue.Consumers).ThenBy(queue => queue.Name).Take(rowsMax).ToList();
        var rest = broker.Queues.Count - shown.Count;
        return Html.Of(
            $"""
            <table><thead><tr><th scope="col">Queue</th><th scope="col" class="n">Ready</th><th scope="col" class="n">In hand</th><th scope="col" class="n">Consumers</th></tr></thead><tbody>{Html.Join(shown.Select(Queue))}</tbody></table>{(rest > 0 ? Html.Of($"<p class=\"under\">and {rest} more, none of them fuller</p>") : Html.Empty)}
            """);
    }

    public static Html Grains(PlatformVitals vitals) => vitals.Grains switch
    {
        null => NotKnown("The silos cannot be asked now."),
        { Count: 0 } => NotKnown("No grain is in memory."),
        { } grains => Html.Of(
            $"""
            <table><thead><tr><th scope="col">Grain</th><th scope="col" class="n">In memory</th></tr></thead><tbody>{Html.Join(grains.Select(grain => Html.Of($"<tr><th scope=\"row\">{grain.Grain}</th><td class=\"n\">{grain.Active}</td></tr>")))}</tbody></table>
            """),
    };

    private static Html Outbox(OutboxVitals outbox) => Html.Of(
        $"<tr><th scope=\"row\">{outbox.Service}</th><td class=\"n\">{Words.Rate(outbox.PerSecond)}</td><td class=\"n{Mark(outbox.Unsent)}\">{outbox.Unsent}</td><td class=\"n\">{Words.Seconds(outbox.OldestUnsent.TotalSeconds)}</td><td class=\"n{Mark(outbox.Parked)}\">{outbox.Parked}</td></tr>");

    private static Html Queue(QueueDepth queue) => Html.Of(
        $"<tr><th scope=\"row\">{queue.Name}</th><td class=\"n{Mark(queue.Ready)}\">{queue.Ready}</td><td class=\"n{Mark(queue.Unacknowledged)}\">{queue.Unacknowledged}</td><td class=\"n\">{queue.Consumers}</td></tr>");

    private static string Mark(long count) => count > 0 ? " mark" : "";

    private static Html NotKnown(string why) => Html.Of($"<p class=\"empty\">{why}</p>");
}
