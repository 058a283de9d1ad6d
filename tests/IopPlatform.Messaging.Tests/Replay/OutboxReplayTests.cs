using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Testing;

namespace IopPlatform.Messaging.Tests.Replay;

public sealed class ReplayHost : CountingHost;

public sealed class OutboxReplayTests(ReplayHost counting) : IClassFixture<ReplayHost>
{
    private const string Endpoint = "counting-count-site-on-site-changed";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly Guid organization = Guid.CreateVersion7();

    [Fact]
    public async Task Replay_EffectsLostWithTheConsumersRows_AreMadeAgainOnce()
    {
        await SendAsync(25);
        // Half of the consumer's rows are gone, as after a restore from an older backup.
        await counting.SqlAsync<int>("delete from effects where organization_id = $1 and message_version > 12 returning 1", organization);
        await counting.SqlAsync<int>(
            "delete from inbox i using outbox o where o.message_id = i.message_id and i.organization_id = $1 and (o.body ->> 'version')::int > 12 returning 1",
            organization);

        var messages = await ReplayAsync(Endpoint, limit: 10);
        Assert.True(messages >= 25, $"Only {messages} messages were sent again.");
        await Eventually.BecomesTrueAsync(async () => await counting.CountAsync("effects", organization) == 25, "every lost effect to be there again");
        Assert.Equal(25, (await counting.SqlAsync<long>("select distinct message_version from effects where organization_id = $1", organization)).Count);
        Assert.All(
            await counting.SqlAsync<Guid>("select message_id from outbox where organization_id = $1", organization),
            id => Assert.Equal(1, WatchSiteOnSiteChanged.Seen[id]));
    }

    [Fact]
    public async Task Replay_UnknownEndpoint_IsRefusedAndLosesNothing()
    {
        await SendAsync(1);
        using var client = counting.OperatorClient();
        using var answer = await client.PostAsJsonAsync("/internal/outbox/replay", Request("counting-nobody", null, 10), Cancel);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Endpoints_Listed_NameWhatTheyTake()
    {
        using var client = counting.OperatorClient();
        var endpoints = (await client.GetFromJsonAsync<JsonArray>("/internal/endpoints", Cancel))!;
        var endpoint = endpoints.Single(found => found!["name"]!.GetValue<string>() == Endpoint)!;
        Assert.Equal([typeof(SiteChanged).FullName], endpoint["messageTypes"]!.AsArray().Select(type => type!.GetValue<string>()));
    }

    private async Task SendAsync(int messages)
    {
        var write = counting.Write(organization);
        for (var n = 1; n <= messages; n++)
        {
            write.Publish(CountingHost.Site(organization, version: n));
        }

        await write.CommitAsync(Cancel);
        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("effects", organization) == messages
                && await counting.CountAsync("outbox", organization, "sent_at is null") == 0,
            $"{messages} messages to be sent and handled");
    }

    private async Task<int> ReplayAsync(string endpoint, int limit)
    {
        using var client = counting.OperatorClient();
        var messages = 0;
        for (JsonNode? after = null; ;)
        {
            using var answer = await client.PostAsJsonAsync("/internal/outbox/replay", Request(endpoint, after, limit), Cancel);
            var step = await answer.JsonAsync();
            messages += step["sent"]!.GetValue<int>();
            after = step["last"]?.DeepClone();
            if (after is null) return messages;
        }
    }

    private JsonObject Request(string endpoint, JsonNode? after, int limit) => new()
    {
        ["routes"] = new JsonArray(new JsonObject { ["messageType"] = typeof(SiteChanged).FullName, ["endpoints"] = new JsonArray(endpoint) }),
        ["from"] = counting.Time.GetUtcNow().AddDays(-1),
        ["until"] = counting.Time.GetUtcNow(),
        ["after"] = after,
        ["limit"] = limit,
    };
}
