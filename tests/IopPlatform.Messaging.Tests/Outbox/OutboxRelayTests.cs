using IopPlatform.Messaging.Outbox;
using IopPlatform.Testing;
using Npgsql;

namespace IopPlatform.Messaging.Tests.Outbox;

public sealed class OutboxRelayTests(CountingHost counting)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly Guid organization = Guid.CreateVersion7();

    [Fact]
    public async Task Publish_Committed_IsMarkedSentAndHandledOnce()
    {
        await counting.Write(organization).Publish(CountingHost.Site(organization)).CommitAsync(Cancel);

        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("effects", organization) == 1, "the committed message to have its effect");
        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("outbox", organization, "sent_at is not null") == 1, "the outbox row to be marked as sent");
        Assert.Equal(1, await counting.CountAsync("inbox", organization));
        Assert.Equal(1, await counting.CountAsync("audit", organization, "source_message_id is not null"));
    }

    [Fact]
    public async Task Publish_BatchFails_LeavesNothing()
    {
        var write = counting.Write(organization).Publish(CountingHost.Site(organization)).Add("select 1 / 0");
        await Assert.ThrowsAsync<PostgresException>(() => write.CommitAsync(Cancel));
        Assert.Equal(0, await counting.CountAsync("outbox", organization));
    }

    [Fact]
    public async Task Publish_AnotherOrganizationsMessage_IsRefused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
        {
            counting.Write(organization).Publish(CountingHost.Site(Guid.CreateVersion7()));
            return Task.CompletedTask;
        });

    [Fact]
    public async Task Publish_ThousandMessages_AllArriveOnce()
    {
        for (var commit = 0; commit < 10; commit++)
        {
            var write = counting.Write(organization);
            for (var n = 0; n < 100; n++)
            {
                write.Publish(CountingHost.Site(organization, version: (commit * 100) + n + 1));
            }

            await write.CommitAsync(Cancel);
        }

        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("effects", organization) == 1000, "1000 messages to have 1000 effects");
        Assert.Equal(0, await counting.CountAsync("outbox", organization, "sent_at is null"));
    }

    [Fact]
    public async Task PublishWhenDue_TimeMoves_SendsTheNewestPlanOnce()
    {
        var now = counting.Time.GetUtcNow();
        await counting.Write(organization)
            .PublishWhenDue("visit/1", now + TimeSpan.FromDays(3), CountingHost.Site(organization, version: 1))
            .CommitAsync(Cancel);
        await counting.Write(organization)
            .PublishWhenDue("visit/1", now + TimeSpan.FromDays(2), CountingHost.Site(organization, version: 2))
            .PublishWhenDue("visit/2", now + TimeSpan.FromDays(2), CountingHost.Site(organization, version: 3))
            .CommitAsync(Cancel);
        await counting.Write(organization).CancelDue("visit/2").CommitAsync(Cancel);
        Assert.Equal(1, await counting.CountAsync("due", organization));

        counting.Time.Advance(TimeSpan.FromDays(4));
        await Eventually.BecomesTrueAsync(
            async () => await counting.CountAsync("effects", organization, "message_version = 2") == 1, "what fell due to be sent");
        Assert.Equal(0, await counting.CountAsync("due", organization));
        Assert.Equal(1, await counting.CountAsync("effects", organization));
    }

    /// <summary>It runs every second in every service, over whatever is planned for the years to come.</summary>
    [Fact]
    public async Task MoveDue_ByThePlanForAllTimes_FindsRowsByTheirPlace()
    {
        await using var source = NpgsqlDataSource.Create(counting.Database.Relay);
        await using var connection = await source.OpenConnectionAsync(Cancel);
        await using var prepare = new NpgsqlCommand(
            $"set plan_cache_mode = force_generic_plan; prepare move_due (timestamptz, int) as {RelayDatabase.MoveDue}", connection);
        await prepare.ExecuteNonQueryAsync(Cancel);
        await using var explain = new NpgsqlCommand("explain execute move_due (now(), 500)", connection);
        await using var reader = await explain.ExecuteReaderAsync(Cancel);
        var plan = new List<string>();
        while (await reader.ReadAsync(Cancel)) plan.Add(reader.GetString(0));

        Assert.Contains(plan, line => line.Contains("Tid Scan on due", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Join", StringComparison.Ordinal));
    }
}
