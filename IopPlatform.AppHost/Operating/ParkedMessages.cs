using System.Text.Json.Nodes;

namespace IopPlatform.AppHost.Operating;

/// <summary>A message that a service could not handle.</summary>
/// <param name="Where"><c>parked</c>: in the service's database; <c>failed</c>: in the service's failed queue at the broker.</param>
/// <param name="Details">All that the service tells of it; never the message.</param>
public sealed record OperatorsMessage(string Service, string Where, string Id, JsonObject Details)
{
    public string? this[string name] => Details[name]?.ToString();
}

/// <param name="State">Of parked messages; the failed ones count as parked. Null means any.</param>
public sealed record MessageFilter(string? Endpoint, string? State, Guid? OrganizationId, int Limit);

/// <summary>The messages that failed, over all services of a running platform, as operators see them.</summary>
public sealed class ParkedMessages(OperatorClient client, IReadOnlyList<string> services)
{
    private const int PageSize = 200;

    public async Task<IReadOnlyList<OperatorsMessage>> ListAsync(MessageFilter filter, CancellationToken cancellationToken)
    {
        var found = new List<OperatorsMessage>();
        foreach (var service in services)
        {
            found.AddRange(await ParkedAsync(service, filter, cancellationToken));
            // The broker keeps no organization, and knows no other state than waiting.
            if (filter.OrganizationId is null && filter.State is null or "parked")
            {
                found.AddRange((await FailedAsync(service, cancellationToken))
                    .Where(message => filter.Endpoint is null || message["endpoint"] == filter.Endpoint));
            }
        }

        return found;
    }

    /// <returns>Null when no service has such a message.</returns>
    public async Task<OperatorsMessage?> FindAsync(string id, CancellationToken cancellationToken)
    {
        foreach (var service in services)
        {
            var parked = Guid.TryParse(id, out _)
                ? await client.FindAsync(service, $"/internal/parked-messages/{id}", cancellationToken)
                : null;
            var found = parked is null
                ? (await FailedAsync(service, cancellationToken)).FirstOrDefault(message => message.Id == id)
                : new OperatorsMessage(service, "parked", id, parked.AsObject());
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Tries a parked message at once, or returns a failed one to its queue.</summary>
    public Task RetryAsync(OperatorsMessage message, CancellationToken cancellationToken) => message.Where == "parked"
        ? client.PostAsync(message.Service, $"/internal/parked-messages/{message.Id}/retry", null, cancellationToken)
        : client.PostAsync(message.Service, "/internal/failed-messages/return", new { id = message.Id }, cancellationToken);

    public Task DiscardAsync(OperatorsMessage message, string reason, CancellationToken cancellationToken) => message.Where == "parked"
        ? client.PostAsync(message.Service, $"/internal/parked-messages/{message.Id}/discard", new { reason }, cancellationToken)
        : client.PostAsync(message.Service, "/internal/failed-messages/discard", new { id = message.Id }, cancellationToken);

    /// <summary>Everything that is parked at an endpoint.</summary>
    /// <returns>How many messages.</returns>
    public async Task<int> ReplayAsync(string service, string endpoint, CancellationToken cancellationToken) =>
        Changed(await client.PostAsync(service, "/internal/parked-messages/replay", new { endpoint }, cancellationToken));

    /// <summary>Everything in the service's failed queue, back to where it was meant to go.</summary>
    /// <returns>How many messages.</returns>
    public async Task<int> ReturnAllAsync(string service, CancellationToken cancellationToken) =>
        Changed(await client.PostAsync(service, "/internal/failed-messages/return", new { }, cancellationToken));

    private async Task<IReadOnlyList<OperatorsMessage>> ParkedAsync(string service, MessageFilter filter, CancellationToken cancellationToken)
    {
        var found = new List<OperatorsMessage>();
        for (string? after = null; ;)
        {
            var query = $"limit={Math.Min(PageSize, filter.Limit)}&after={after}"
                + (filter.Endpoint is null ? "" : $"&endpoint={Uri.EscapeDataString(filter.Endpoint)}")
                + (filter.State is null ? "" : $"&state={filter.State}")
                + (filter.OrganizationId is null ? "" : $"&organizationId={filter.OrganizationId}");
            var page = (await client.GetAsync(service, $"/internal/parked-messages?{query}", cancellationToken))!;
            found.AddRange(page["items"]!.AsArray().Select(item =>
                new OperatorsMessage(service, "parked", item!["id"]!.GetValue<string>(), item.AsObject())));
            after = page["next"]?.GetValue<string>();
            if (after is null || found.Count >= filter.Limit)
            {
                return found;
            }
        }
    }

    private async Task<IReadOnlyList<OperatorsMessage>> FailedAsync(string service, CancellationToken cancellationToken) =>
    [
        .. (await client.GetAsync(service, "/internal/failed-messages", cancellationToken))!.AsArray()
            .Select(item => new OperatorsMessage(service, "failed", item!["id"]!.GetValue<string>(), item.AsObject())),
    ];

    private static int Changed(JsonNode? answer) => answer!["messages"]!.GetValue<int>();
}
