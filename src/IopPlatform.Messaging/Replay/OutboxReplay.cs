using Dapper;
using IopPlatform.Messaging.Outbox;
using Npgsql;

namespace IopPlatform.Messaging.Replay;

/// <summary>Which endpoints get which messages.</summary>
/// <param name="MessageType">As the outbox stores it: namespace and type.</param>
public sealed record ReplayRoute(string MessageType, IReadOnlyList<string> Endpoints);

/// <summary>A place in the outbox's order.</summary>
public sealed record OutboxPlace(DateTimeOffset CreatedAt, long Id);

/// <param name="From">Inclusive.</param>
/// <param name="Until">Exclusive; keeps the replay finite while new messages come.</param>
/// <param name="After">Where the step before ended; null at the first.</param>
/// <param name="Limit">Most messages in this step, 500 at most.</param>
public sealed record ReplayRequest(
    IReadOnlyList<ReplayRoute> Routes, DateTimeOffset From, DateTimeOffset Until, OutboxPlace? After, int Limit);

/// <param name="Messages">Outbox rows of this step.</param>
/// <param name="Sent">Messages sent, counting each endpoint.</param>
/// <param name="Last">Give it as <c>After</c> of the next step; null when there is no more.</param>
public sealed record ReplayStep(int Messages, int Sent, OutboxPlace? Last);

/// <summary>
/// Sends messages of this service's outbox that were sent before once more, to given endpoints only and with the ids they always
/// had, so that inboxes absorb what was handled. One call is one bounded step.
/// </summary>
internal sealed class OutboxReplay(RelayDatabase relay, EndpointSender sender)
{
    public const int StepMax = 500;

    /// <exception cref="MassTransit.MassTransitException">The broker refused one, or there is no such queue; nothing is marked, so ask again.</exception>
    public async Task<ReplayStep> StepAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        var limit = Math.Clamp(request.Limit, 1, StepMax);
        var rows = await ReadAsync(request, limit, cancellationToken);
        var endpoints = request.Routes.ToLookup(route => route.MessageType, route => route.Endpoints);
        var sends = rows.SelectMany(row => endpoints[row.MessageType].SelectMany(names => names)
            .Select(endpoint => new EndpointMessage(endpoint, MessageTypes.Read(row.MessageType, row.Body), row.MessageId, row.TraceParent)))
            .ToList();
        await Task.WhenAll(sends.Select(message => sender.SendAsync(message, cancellationToken)));
        return new ReplayStep(
            rows.Count,
            sends.Count,
            rows.Count == limit ? new OutboxPlace(new DateTimeOffset(rows[^1].CreatedAt), rows[^1].Id) : null);
    }

    private async Task<IReadOnlyList<OutboxRow>> ReadAsync(ReplayRequest request, int limit, CancellationToken cancellationToken)
    {
        await using var command = relay.Source.CreateCommand(
            """
            select id, created_at, message_id, message_type, body::text as body, trace_parent from outbox
            where sent_at is not null and message_type = any($1) and created_at >= $2 and created_at < $3
              and (created_at, id) > ($4, $5)
            order by created_at, id limit $6
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. request.Routes.Select(route => route.MessageType)] });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = request.From.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = request.Until.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (request.After?.CreatedAt ?? request.From).UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = request.After?.Id ?? 0 });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return reader.Parse<OutboxRow>().AsList();
    }
}
