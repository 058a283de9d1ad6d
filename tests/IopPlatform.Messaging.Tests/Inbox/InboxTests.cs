using IopPlatform.Testing;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IopPlatform.Messaging.Tests.Inbox;

public sealed class InboxTests(CountingHost counting)
{
    private readonly Guid organization = Guid.CreateVersion7();

    [Fact]
    public async Task Message_DeliveredThreeTimes_HasOneEffect()
    {
        var site = CountingHost.Site(organization);
        var id = Guid.CreateVersion7();
        for (var n = 0; n < 3; n++)
        {
            await CountingHost.DeliverAsync(counting.Bus, site, id);
        }

        // A later message on the same queue shows that the repeated ones have been taken off it.
        await CountingHost.DeliverAsync(counting.Bus, CountingHost.Site(organization, version: 2), Guid.CreateVersion7());
        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("effects", organization, "message_version = 2") == 1, "the marker to be handled");
        Assert.Equal(1, await counting.CountAsync("effects", organization, "message_version = 1"));
    }

    [Fact]
    public async Task Message_InboxCheckOff_HasEveryEffect()
    {
        await using var unchecking = await CountingHost.StartAsync(inboxCheck: false);
        var bus = unchecking.Services.GetRequiredService<IBus>();
        var site = CountingHost.Site(organization);
        var id = Guid.CreateVersion7();
        await CountingHost.DeliverAsync(bus, site, id);
        await CountingHost.DeliverAsync(bus, site, id);

        await using var source = NpgsqlDataSource.Create(unchecking.Services.GetRequiredService<IConfiguration>().GetConnectionString("counting-migrator")!);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await using var command = source.CreateCommand("select count(*) from effects");
                return (long)(await command.ExecuteScalarAsync())! == 2;
            },
            "a repeated message to double its effect without the inbox check");
        await unchecking.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Message_FailsTwice_IsHandledByTheRetries()
    {
        await CountingHost.DeliverAsync(counting.Bus, CountingHost.Site(organization, "Flaky"), Guid.CreateVersion7());
        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("effects", organization) == 1, "the third attempt to succeed");
        Assert.Equal(0, await counting.CountAsync("parked_messages", organization));
    }

    /// <summary>More attempts than a message has that fails by itself.</summary>
    [Fact]
    public async Task Message_DatabaseAway_WaitsForItAndIsNotParked()
    {
        await CountingHost.DeliverAsync(counting.Bus, CountingHost.Site(organization, "Away"), Guid.CreateVersion7());
        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("effects", organization) == 1, "the seventh attempt to succeed");
        Assert.Equal(0, await counting.CountAsync("parked_messages", organization));
    }

    [Fact]
    public async Task Message_KeepsFailing_IsParkedAndTheQueueGoesOn()
    {
        await CountingHost.DeliverAsync(counting.Bus, CountingHost.Site(organization, "Poison"), Guid.CreateVersion7());
        await CountingHost.DeliverAsync(counting.Bus, CountingHost.Site(organization), Guid.CreateVersion7());

        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("parked_messages", organization, "error_type = 'InvalidOperationException'") == 1,
            "the poison message to be parked");
        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("effects", organization) == 1, "the message behind it to be handled");
    }
}
