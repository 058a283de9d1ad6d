using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IopPlatform.AppHost.Operating;
using Npgsql;

namespace IopPlatform.AppHost.Local;

/// <summary>Asks broker, databases and silos what flows; each within seconds, none in the way of another.</summary>
internal sealed class VitalsReader : IDisposable
{
    private const int AnswersWithinSeconds = 2;

    // The newest row is found through the key of the newest partition; what is unsent and parked through its own indexes.
    private const string OutboxQuery =
        """
        select (select count(*) from outbox where sent_at is null),
            (select min(created_at) from outbox where sent_at is null),
            (select count(*) from parked_messages where state = 'parked'),
            coalesce((select id from outbox order by created_at desc, id desc limit 1), 0)
        """;

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(AnswersWithinSeconds) };
    private readonly Uri? management;
    private readonly Func<OperatorClient> operators;
    private readonly IReadOnlyList<string> services;
    private readonly Dictionary<string, NpgsqlDataSource> databases;
    private readonly Dictionary<string, (long Id, long At)> newest = [];

    /// <param name="management">Address of the broker's management API with user and password; empty when there is none.</param>
    /// <param name="databases">The relay's connection string of each service.</param>
    public VitalsReader(string management, IReadOnlyDictionary<string, string> databases, Func<OperatorClient> operators)
    {
        this.operators = operators;
        services = [.. databases.Keys];
        this.databases = databases.ToDictionary(database => database.Key, database => NpgsqlDataSource.Create(OneConnection(database.Value)));
        if (management.Length > 0)
        {
            var address = new Uri(management);
            this.management = new Uri(address.GetLeftPart(UriPartial.Authority).Replace(address.UserInfo + "@", "", StringComparison.Ordinal));
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo))));
        }
    }

    public async Task<PlatformVitals> ReadAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(2 * AnswersWithinSeconds));
        var broker = KnownAsync(() => BrokerAsync(limit.Token), cancellationToken);
        var grains = KnownAsync(() => GrainsAsync(limit.Token), cancellationToken);
        var outboxes = KnownAsync(async () => await Task.WhenAll(services.Select(service => OutboxAsync(service, limit.Token))), cancellationToken);
        return new PlatformVitals(TimeProvider.System.GetUtcNow(), await broker, await outboxes, await grains);
    }

    public void Dispose()
    {
        http.Dispose();
        foreach (var database in databases.Values)
        {
            database.Dispose();
        }
    }

    /// <returns>Null when it cannot be asked: what is down is told by its state, not here.</returns>
    private static async Task<T?> KnownAsync<T>(Func<Task<T?>> ask, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested
            && exception is HttpRequestException or InvalidOperationException or NpgsqlException or IOException or TimeoutException
                or OperationCanceledException or JsonException)
        {
            return null;
        }
    }

    private async Task<BrokerVitals?> BrokerAsync(CancellationToken cancellationToken)
    {
        if (management is null)
        {
            return null;
        }

        var queues = JsonNode.Parse(await http.GetStringAsync(
            new Uri(management, "/api/queues?columns=name,messages_ready,messages_unacknowledged,consumers"), cancellationToken))!.AsArray();
        var overview = JsonNode.Parse(await http.GetStringAsync(new Uri(management, "/api/overview?columns=message_stats"), cancellationToken));
        return new BrokerVitals(
            [.. queues.Select(queue => new QueueDepth(
                queue!["name"]!.GetValue<string>(), Count(queue["messages_ready"]), Count(queue["messages_unacknowledged"]), (int)Count(queue["consumers"])))],
            Rate(overview, "publish_details"),
            Rate(overview, "ack_details"));
    }

    private async Task<OutboxVitals> OutboxAsync(string service, CancellationToken cancellationToken)
    {
        await using var command = databases[service].CreateCommand(OutboxQuery);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var age = reader.IsDBNull(1) ? TimeSpan.Zero : TimeProvider.System.GetUtcNow() - new DateTimeOffset(reader.GetDateTime(1));
        return new OutboxVitals(
            service, reader.GetInt64(0), age > TimeSpan.Zero ? age : TimeSpan.Zero, PerSecond(service, reader.GetInt64(3)), reader.GetInt64(2));
    }

    private async Task<IReadOnlyList<GrainVitals>?> GrainsAsync(CancellationToken cancellationToken) =>
    [
        .. (await operators().GetAsync("program-state", "/internal/grains", cancellationToken))!.AsArray()
            .Select(grain => new GrainVitals(grain!["grain"]!.GetValue<string>(), grain["active"]!.GetValue<int>())),
    ];

    private double PerSecond(string service, long id)
    {
        lock (newest)
        {
            var now = Stopwatch.GetTimestamp();
            var known = newest.TryGetValue(service, out var before);
            newest[service] = (id, now);
            return known ? Math.Max(0, (id - before.Id) / Stopwatch.GetElapsedTime(before.At, now).TotalSeconds) : 0;
        }
    }

    /// <summary>Watching must not take connections from the services.</summary>
    private static string OneConnection(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        MaxPoolSize = 1,
        Timeout = AnswersWithinSeconds,
        CommandTimeout = AnswersWithinSeconds,
        ApplicationName = "iop-console",
    }.ConnectionString;

    private static long Count(JsonNode? node) => node?.GetValue<long>() ?? 0;

    private static double Rate(JsonNode? overview, string name) => overview?["message_stats"]?[name]?["rate"]?.GetValue<double>() ?? 0;
}
