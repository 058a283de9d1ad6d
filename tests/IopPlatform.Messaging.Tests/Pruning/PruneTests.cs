using IopPlatform.Messaging.Pruning;
using Microsoft.Extensions.DependencyInjection;

namespace IopPlatform.Messaging.Tests.Pruning;

public sealed class PruneHost : CountingHost;

public sealed class PruneTests(PruneHost counting) : IClassFixture<PruneHost>
{
    private readonly Guid organization = Guid.CreateVersion7();

    [Fact]
    public async Task Prune_RowsOnBothSidesOfTheirTime_DeletesTheOlderOnes()
    {
        var now = counting.Time.GetUtcNow();
        foreach (var (days, count) in new[] { (31, 1500), (29, 3) })
        {
            await SqlAsync(
                "insert into inbox select $1, gen_random_uuid(), 'e', $2 from generate_series(1, $3) returning 1", now.AddDays(-days), count);
        }

        foreach (var days in new[] { 8, 6 })
        {
            await SqlAsync(
                "insert into idempotency select $1, 's', $2::text, 'r', '', 201, gen_random_uuid(), $2 from generate_series(1, $3) returning 1",
                now.AddDays(-days), 1);
        }

        foreach (var days in new[] { 91, 89 })
        {
            await SqlAsync(
                """
                insert into parked_messages (organization_id, message_id, endpoint, message_type, body, error_type, attempts, parked_at,
                    first_parked_at, state, closed_at)
                select $1, gen_random_uuid(), 'e', 't', '\xf9'::bytea || repeat('x', 44)::bytea, 'E', 4, $2, $2, 'replayed', $2
                from generate_series(1, $3) returning 1
                """,
                now.AddDays(-days), 1);
        }

        // An old one that nobody has dealt with is never pruned.
        await SqlAsync(
            """
            insert into parked_messages (organization_id, message_id, endpoint, message_type, body, error_type, attempts, parked_at, first_parked_at)
            select $1, gen_random_uuid(), 'e', 't', '\xf9'::bytea || repeat('x', 44)::bytea, 'E', 4, $2, $2 from generate_series(1, $3) returning 1
            """,
            now.AddDays(-400), 1);

        var outcome = await counting.Services.GetRequiredService<Prune>().RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1500, 1, 1), (outcome.Inbox, outcome.Idempotency, outcome.Parked));
        Assert.Equal(3, await counting.CountAsync("inbox", organization));
        Assert.Equal(1, await counting.CountAsync("idempotency", organization));
        Assert.Equal(2, await counting.CountAsync("parked_messages", organization));
    }

    [Fact]
    public async Task Prune_OutboxPartitions_AreNamedOnceTheirWholeMonthIsPast()
    {
        await counting.SqlAsync<int>(
            """
            do $$ begin
                create table outbox_2020_01 partition of outbox for values from ('2020-01-01 00:00+00') to ('2020-02-01 00:00+00');
                create table outbox_2090_01 partition of outbox for values from ('2090-01-01 00:00+00') to ('2090-02-01 00:00+00');
            end $$
            """);
        var outcome = await counting.Services.GetRequiredService<Prune>().RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["outbox_2020_01"], outcome.OldPartitions);
    }

    private Task<IReadOnlyList<int>> SqlAsync(string sql, DateTimeOffset at, int count) => counting.SqlAsync<int>(sql, organization, at, count);
}
