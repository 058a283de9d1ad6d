using System.Net.Http.Json;
using IopPlatform.Contracts.Identity.V1;
using IopPlatform.Messaging.Operations;
using IopPlatform.Messaging.Outbox;
using IopPlatform.Messaging.Tests.Failed;
using IopPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IopPlatform.Messaging.Tests.Failures;

/// <summary>A host on a broker of its own, which can be stopped and robbed of its disk.</summary>
public sealed class LosingHost : CountingHost
{
    public OwnServer Server { get; private set; } = null!;

    protected override async Task<string> BrokerAsync()
    {
        Server = await OwnServer.BrokerAsync();
        return Server.Address;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Server.DisposeAsync();
    }
}

public sealed class BrokerLossTests(LosingHost counting) : IClassFixture<LosingHost>
{
    private const string Endpoint = "counting-count-site-on-site-changed";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly Guid organization = Guid.CreateVersion7();

    [Fact]
    public async Task Broker_Away_CommandsAreCommittedAndDeliveredOnceAfterwards()
    {
        await PublishAsync(1, 10);
        await HandledAsync(10);
        await counting.Server.StopAsync();

        await PublishAsync(11, 200);
        counting.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HealthStatus.Degraded, await OutboxHealthAsync());
        var backlog = await counting.Services.GetRequiredService<BacklogQuery>().CountAsync(Cancel);
        Assert.Equal(200, backlog.Unsent);
        Assert.True(backlog.OldestUnsent >= TimeSpan.FromMinutes(2));

        await counting.Server.StartAsync();
        await HandledAsync(210);
        await Eventually.BecomesTrueAsync(async () => await OutboxHealthAsync() == HealthStatus.Healthy, "the outbox to be healthy again");
        Assert.Equal(210, (await counting.SqlAsync<long>("select distinct message_version from effects where organization_id = $1", organization)).Count);
    }

    [Fact]
    public async Task Broker_LosesItsDiskWithMessagesOnIt_ReplayMakesThemWhole()
    {
        await PublishAsync(1, 20);
        await HandledAsync(20);
        // Confirmed by the broker and marked as sent while nobody consumes: then its disk goes.
        await counting.RestartAsync(async () =>
        {
            await using (var sender = await CountingHost.StartAsync(
                counting.Database, counting.Broker, counting.Time, consumers: typeof(MessagingOptions).Assembly))
            {
                await PublishAsync(21, 30, sender.Services);
                await Eventually.BecomesTrueAsync(
                    async () => await counting.CountAsync("outbox", organization, "sent_at is null") == 0, "all to be confirmed by the broker", Patience);
                await sender.StopAsync(Cancel);
            }

            await counting.Server.StopAsync();
            counting.Server.LoseDisk();
            await counting.Server.StartAsync();
        });
        Assert.Equal(20, await counting.CountAsync("effects", organization));

        await ReplayAsync();
        await HandledAsync(50);
        Assert.Equal(50, (await counting.SqlAsync<long>("select distinct message_version from effects where organization_id = $1", organization)).Count);
    }

    /// <summary>
    /// The consumers declare their queues and bindings again by themselves when they reach a broker that has none. What is sent when only
    /// some of its queues are back is for the replay.
    /// </summary>
    [Fact]
    public async Task Broker_LosesItsDiskUnderRunningServices_TheyDeclareTheirQueuesAgain()
    {
        await counting.Server.StopAsync();
        counting.Server.LoseDisk();
        await counting.Server.StartAsync();
        await Eventually.BecomesTrueAsync(
            () => RawBroker.IsConsumedAsync(counting.Server.Address, Endpoint), "the consumer to have its queue again", Patience);

        await PublishAsync(1, 5);
        await HandledAsync(5);
    }

    [Fact]
    public async Task Message_WithoutAQueue_StaysUnsentAndHoldsNothingUp()
    {
        await counting.Write(organization)
            .Publish(new OrganizationChanged { OrganizationId = organization, Version = 1, OccurredAt = counting.Time.GetUtcNow(), Name = "Nobody listens", SupportPhone = "+1-555-0100" })
            .CommitAsync(Cancel);
        await PublishAsync(1, 3);
        await HandledAsync(3);
        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("outbox", organization, "sent_at is null") == 1, "all but the one without a queue to be marked");

        counting.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HealthStatus.Degraded, await OutboxHealthAsync());
        await counting.SqlAsync<int>("delete from outbox where organization_id = $1 and sent_at is null returning 1", organization);
    }

    private async Task PublishAsync(int first, int count, IServiceProvider? services = null)
    {
        for (var n = first; n < first + count; n += 10)
        {
            var write = CountingHost.Write(services ?? counting.Services, organization);
            for (var version = n; version < Math.Min(n + 10, first + count); version++)
            {
                write.Publish(CountingHost.Site(organization, version: version));
            }

            await write.CommitAsync(Cancel);
        }
    }

    private async Task ReplayAsync()
    {
        using var client = counting.OperatorClient();
        using var answer = await client.PostAsJsonAsync("/internal/outbox/replay", new
        {
            routes = new[] { new { messageType = typeof(SiteChanged).FullName, endpoints = new[] { Endpoint } } },
            from = counting.Time.GetUtcNow().AddDays(-1),
            until = counting.Time.GetUtcNow(),
            limit = 500,
        }, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }

    private Task HandledAsync(int effects) => Eventually.BecomesTrueAsync(
        async () => await counting.CountAsync("effects", organization) == effects, $"{effects} effects", Patience);

    private async Task<HealthStatus> OutboxHealthAsync() =>
        (await counting.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "outbox", Cancel)).Status;
}
