using System.Diagnostics;
using System.Text.Json.Nodes;

namespace IopPlatform.AppHost.Operating;

/// <param name="To">The services whose consumers get the events.</param>
/// <param name="Endpoint">One of their consumers' queues alone; null means all.</param>
/// <param name="From">Events committed from then on.</param>
/// <param name="Type">One event's name, with or without its namespace; null means all.</param>
/// <param name="PerSecondMax">Most messages sent in a second.</param>
public sealed record ReplayOptions(IReadOnlyList<string> To, string? Endpoint, DateTimeOffset From, string? Type, int PerSecondMax);

/// <param name="Owner">The service whose outbox it came from.</param>
/// <param name="Messages">Rows of the outbox.</param>
/// <param name="Sent">Messages sent, counting each endpoint.</param>
public sealed record ReplayedOutbox(string Owner, int Messages, int Sent);

/// <summary>
/// Sends what the outboxes of all services hold to the queues of some services again: for a new consumer, or for a broker that has
/// lost its disk. Inboxes absorb what was handled, so it may be broken off and repeated.
/// </summary>
public sealed class EventReplay(OperatorClient client, IReadOnlyList<string> services)
{
    /// <summary>Inboxes keep 30 days: what is older would be handled a second time.</summary>
    public static readonly TimeSpan ReachesBack = TimeSpan.FromDays(29);

    private const int StepSize = 500;
    private const int AttemptsMax = 5;
    private static readonly TimeSpan PauseBeforeRepeat = TimeSpan.FromSeconds(2);

    /// <exception cref="InvalidOperationException">There is nothing to replay to, or a service refused.</exception>
    public async Task<IReadOnlyList<ReplayedOutbox>> RunAsync(
        ReplayOptions options, IProgress<ReplayedOutbox> progress, CancellationToken cancellationToken)
    {
        var routes = await RoutesAsync(options, cancellationToken);
        var until = TimeProvider.System.GetUtcNow();
        var all = new List<ReplayedOutbox>();
        foreach (var owner in services)
        {
            all.Add(await OneAsync(owner, routes, until, options, progress, cancellationToken));
        }

        return all;
    }

    private async Task<ReplayedOutbox> OneAsync(
        string owner, JsonArray routes, DateTimeOffset until, ReplayOptions options, IProgress<ReplayedOutbox> progress, CancellationToken cancellationToken)
    {
        var sum = new ReplayedOutbox(owner, 0, 0);
        var clock = Stopwatch.StartNew();
        for (JsonNode? after = null; ;)
        {
            var request = new JsonObject
            {
                ["routes"] = routes.DeepClone(),
                ["from"] = options.From.ToUniversalTime(),
                ["until"] = until,
                ["after"] = after,
                ["limit"] = Math.Min(StepSize, options.PerSecondMax),
            };
            var step = await StepAsync(owner, request, cancellationToken);
            sum = sum with
            {
                Messages = sum.Messages + step["messages"]!.GetValue<int>(),
                Sent = sum.Sent + step["sent"]!.GetValue<int>(),
            };
            progress.Report(sum);
            after = step["last"]?.DeepClone();
            if (after is null)
            {
                return sum;
            }

            var ahead = TimeSpan.FromSeconds((double)sum.Sent / options.PerSecondMax) - clock.Elapsed;
            if (ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, cancellationToken);
            }
        }
    }

    /// <summary>A step that was not taken whole is asked for again; what was taken is absorbed.</summary>
    private async Task<JsonNode> StepAsync(string owner, JsonObject request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await client.PostAsync(owner, "/internal/outbox/replay", request, cancellationToken))!;
            }
            catch (InvalidOperationException) when (attempt < AttemptsMax)
            {
                await Task.Delay(PauseBeforeRepeat, cancellationToken);
            }
        }
    }

    /// <summary>Which queues take which message, asked of the services that have the consumers.</summary>
    private async Task<JsonArray> RoutesAsync(ReplayOptions options, CancellationToken cancellationToken)
    {
        var takers = new List<(string Type, string Endpoint)>();
        foreach (var service in options.To)
        {
            foreach (var endpoint in (await client.GetAsync(service, "/internal/endpoints", cancellationToken))!.AsArray())
            {
                var name = endpoint!["name"]!.GetValue<string>();
                takers.AddRange(endpoint["messageTypes"]!.AsArray().Select(type => (type!.GetValue<string>(), name)));
            }
        }

        var wanted = takers
            .Where(taker => options.Endpoint is null || taker.Endpoint == options.Endpoint)
            .Where(taker => options.Type is null || taker.Type == options.Type || taker.Type.EndsWith("." + options.Type, StringComparison.Ordinal))
            .ToList();
        return wanted.Count > 0
            ? [.. wanted.GroupBy(taker => taker.Type).Select(group => (JsonNode)new JsonObject
            {
                ["messageType"] = group.Key,
                ["endpoints"] = new JsonArray([.. group.Select(taker => (JsonNode)taker.Endpoint)]),
            })]
            : throw new InvalidOperationException("No consumer of these services takes such events. Without --endpoint and --type all are meant.");
    }
}
