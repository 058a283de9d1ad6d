using System.Net.Http.Json;
using System.Text.Json.Nodes;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Testing;
using RabbitMQ.Client;

namespace IopPlatform.Messaging.Tests.Failed;

public sealed class FailedHost : CountingHost;

public sealed class FailedQueueTests(FailedHost counting) : IClassFixture<FailedHost>
{
    private const string Endpoint = "counting-count-site-on-site-changed";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly Guid organization = Guid.CreateVersion7();

    [Theory]
    [InlineData("application/vnd.masstransit+json", "this is not JSON", Endpoint, "fault")]
    [InlineData("application/vnd.masstransit+json", """{"messageType":["urn:message:Nobody:Knows"],"message":{}}""", "", "dead-letter")]
    public async Task Unreadable_OnAConsumersQueue_IsListedAndBlocksNothing(string contentType, string body, string endpoint, string reason)
    {
        var id = Guid.CreateVersion7().ToString();
        await RawBroker.PublishAsync(
            counting.Broker, Endpoint, "", new BasicProperties { MessageId = id, ContentType = contentType, Persistent = true }, body);
        await CountingHost.DeliverAsync(counting.Bus, CountingHost.Site(organization), Guid.CreateVersion7());

        await Eventually.BecomesTrueAsync(async () => await counting.CountAsync("effects", organization) == 1, "the message behind it to be handled");
        var failed = await ListedAsync(id);
        Assert.Equal((endpoint, reason), (failed["endpoint"]!.GetValue<string>(), failed["reason"]!.GetValue<string>()));
        Assert.DoesNotContain(body, failed.ToJsonString(), StringComparison.Ordinal);

        using var client = counting.OperatorClient();
        using var discarded = await client.PostAsJsonAsync("/internal/failed-messages/discard", new { id }, Cancel);
        Assert.Equal("""{"messages":1}""", await discarded.Content.ReadAsStringAsync(Cancel));
        Assert.DoesNotContain(await ListAsync(), message => message!["id"]!.GetValue<string>() == id);
    }

    [Fact]
    public async Task Consumer_EndsItsProcessEachTime_MessageIsParkedAndLaterHandled()
    {
        var message = Guid.CreateVersion7();
        await counting.RestartAsync(async () =>
        {
            await PublishAsync(message);
            for (var crash = 0; crash < 5; crash++)
            {
                await RawBroker.TakeAndVanishAsync(counting.Broker, Endpoint);
            }
        });
        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("parked_messages", organization, "error_kind = 'crash' and attempts = 5") == 1,
            "the message that ended five processes to be parked");
        Assert.Equal(0, await counting.CountAsync("effects", organization));

        counting.Time.Advance(TimeSpan.FromMinutes(1.3));
        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("parked_messages", organization, "state = 'replayed'") == 1, "the harmless message to be handled at its next try");
        Assert.Equal(1, await counting.CountAsync("effects", organization));
    }

    [Fact]
    public async Task DeliveryLimit_Reached_MessageIsKeptAndCanBeReturned()
    {
        var message = Guid.CreateVersion7();
        await counting.RestartAsync(async () =>
        {
            await PublishAsync(message);
            for (var crash = 0; crash < 21; crash++)
            {
                await RawBroker.TakeAndVanishAsync(counting.Broker, Endpoint);
            }

            await Eventually.BecomesTrueAsync(
                async () => await RawBroker.CountAsync(counting.Broker, "counting_failed") > 0, "the broker to move the message aside");
        });
        var failed = await ListedAsync(message.ToString());
        Assert.Equal((Endpoint, "delivery_limit"), (failed["endpoint"]!.GetValue<string>(), failed["reason"]!.GetValue<string>()));

        using var client = counting.OperatorClient();
        using var returned = await client.PostAsJsonAsync("/internal/failed-messages/return", new { id = message.ToString() }, Cancel);
        Assert.Equal("""{"messages":1}""", await returned.Content.ReadAsStringAsync(Cancel));
        await Eventually.BecomesTrueAsync(async () => await counting.CountAsync("effects", organization) == 1, "the returned message to be handled");
    }

    /// <summary>Straight to the consumer's queue, as the bus of another process would.</summary>
    private async Task PublishAsync(Guid id)
    {
        var site = CountingHost.Site(organization);
        var envelope = new JsonObject
        {
            ["messageId"] = id.ToString(),
            ["messageType"] = new JsonArray("urn:message:IopPlatform.Contracts.Identity.V1:SiteChanged"),
            ["message"] = JsonNode.Parse(MessageTypes.Write(site)),
        };
        await RawBroker.PublishAsync(
            counting.Broker,
            "",
            Endpoint,
            new BasicProperties { MessageId = id.ToString(), ContentType = "application/vnd.masstransit+json", Persistent = true },
            envelope.ToJsonString());
    }

    private async Task<JsonArray> ListAsync()
    {
        using var client = counting.OperatorClient();
        return (await client.GetFromJsonAsync<JsonArray>("/internal/failed-messages", Cancel))!;
    }

    private Task<JsonNode> ListedAsync(string id) => Eventually.GetAsync(
        async () => (await ListAsync()).FirstOrDefault(message => message!["id"]!.GetValue<string>() == id), $"message {id} to be listed");
}
