using System.Collections.Concurrent;
using IopPlatform.Gateway.Limits;
using IopPlatform.Testing;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace IopPlatform.Gateway.Tests.Limits;

public sealed class BudgetTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    /// <summary>So slow that nothing comes in during a test.</summary>
    private static readonly BucketSize Fixed = new(PerSecond: 0.001, Burst: 200);

    private readonly MovableTime time = new();
    private readonly LogLines log = new();
    private readonly List<IConnectionMultiplexer> connections = [];

    [Fact]
    public async Task Take_TwoGateways_ShareOneBudget()
    {
        var key = NewKey();
        var (first, second) = (BudgetOf(key, await ConnectedAsync()), BudgetOf(key, await ConnectedAsync()));

        // Each gets one; the faster of the two may have all others.
        Assert.Equal(TimeSpan.Zero, await first.TakeAsync());
        Assert.Equal(TimeSpan.Zero, await second.TakeAsync());
        var taken = await Task.WhenAll(TakeAllAsync(first), TakeAllAsync(second));

        // What one still holds, one and a half chunks at most, the other cannot take: 7.5 % of the burst.
        Assert.InRange(2 + taken.Sum(), 185, 200);
    }

    [Fact]
    public async Task Take_Concurrently_GivesNoMoreThanTheBudget()
    {
        var budget = BudgetOf(NewKey(), await ConnectedAsync());
        var waits = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => budget.TakeAsync().AsTask()));
        Assert.Equal(200, waits.Count(wait => wait == TimeSpan.Zero));
    }

    [Fact]
    public async Task Take_Refused_SaysHowLongToWaitAndAsksRedisNoMore()
    {
        var budget = new Budget(NewKey(), new BucketSize(PerSecond: 0.1, Burst: 1), await ConnectedAsync(), new RateLimitOptions(), time);
        Assert.Equal(TimeSpan.Zero, await budget.TakeAsync());
        var wait = await budget.TakeAsync();
        Assert.InRange(wait, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(10));

        time.Advance(TimeSpan.FromSeconds(3));
        Assert.InRange(await budget.TakeAsync(), wait - TimeSpan.FromSeconds(6), wait - TimeSpan.FromSeconds(3));
    }

    /// <summary>Half of each budget while Redis is away, said once; all of it, shared, when it is back.</summary>
    [Fact]
    public async Task Take_RedisAwayAndBack_GoesOnWithTheStatedShareMeanwhile()
    {
        await using var way = TcpWay.To((await TestServers.GetAsync()).Redis);
        var shared = await ConnectedAsync(way.Address);
        Assert.Equal(200, await TakeAllAsync(BudgetOf(NewKey(), shared)));

        way.Close();
        Assert.Equal(100, await TakeAllAsync(BudgetOf(NewKey(), shared)));
        Assert.Equal(100, await TakeAllAsync(BudgetOf(NewKey(), shared)));
        Assert.Equal(1, log.Count("Redis does not answer"));

        way.Open();
        var waiting = BudgetOf(NewKey(), shared);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                await waiting.TakeAsync();
                return !shared.IsAway;
            },
            "Redis to be found again");
        Assert.Equal(1, log.Count("Redis answers again"));
        Assert.Equal(200, await TakeAllAsync(BudgetOf(NewKey(), shared)));
    }

    /// <summary>What was spent is forgotten: somebody may spend one burst more, and then the limit holds again.</summary>
    [Fact]
    public async Task Take_RedisRestartedEmpty_HoldsTheLimitAgain()
    {
        await using var redis = await OwnServer.RedisAsync();
        var shared = await ConnectedAsync(redis.Address);
        var key = NewKey();
        Assert.Equal(200, await TakeAllAsync(BudgetOf(key, shared)));
        Assert.Equal(0, await TakeAllAsync(BudgetOf(key, shared)));

        await redis.StopAsync();
        redis.LoseDisk();
        await redis.StartAsync();
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                // The first that is asked of it, as the script is new to it, too.
                await BudgetOf(NewKey(), shared).TakeAsync();
                return !shared.IsAway;
            },
            "Redis to be found again");
        Assert.Equal(200, await TakeAllAsync(BudgetOf(key, shared)));
        Assert.Equal(0, await TakeAllAsync(BudgetOf(key, shared)));
    }

    /// <summary>A gateway that starts while Redis is away serves from its first request on.</summary>
    [Fact]
    public async Task Take_RedisNeverThere_GoesOnWithTheStatedShare() =>
        Assert.Equal(100, await TakeAllAsync(BudgetOf(NewKey(), Shared("localhost:1"))));

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections) await connection.DisposeAsync();
    }

    private static string NewKey() => $"rate:test:{Guid.CreateVersion7()}";

    private static async Task<int> TakeAllAsync(Budget budget)
    {
        var taken = 0;
        while (await budget.TakeAsync() == TimeSpan.Zero && taken < 10_000) taken++;
        return taken;
    }

    private Budget BudgetOf(string key, SharedBudget shared) => new(key, Fixed, shared, new RateLimitOptions(), time);

    private async Task<SharedBudget> ConnectedAsync(string? address = null)
    {
        var shared = Shared(address ?? (await TestServers.GetAsync()).Redis);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(!shared.IsAway), "the connection to Redis");
        return shared;
    }

    private SharedBudget Shared(string address) => new(() => Connect(address), new RateLimitOptions(), time, log.For<SharedBudget>());

    private ConnectionMultiplexer Connect(string address)
    {
        var options = ConfigurationOptions.Parse(address);
        (options.AbortOnConnectFail, options.ConnectTimeout, options.ReconnectRetryPolicy) = (false, 2000, new LinearRetry(100));
        var connection = ConnectionMultiplexer.Connect(options);
        lock (connections) connections.Add(connection);
        return connection;
    }

    /// <summary>Keeps what is logged.</summary>
    private sealed class LogLines
    {
        private readonly ConcurrentQueue<string> lines = new();

        public ILogger<T> For<T>() => new Logger<T>(lines);

        public int Count(string part) => lines.Count(line => line.Contains(part, StringComparison.Ordinal));

        private sealed class Logger<T>(ConcurrentQueue<string> lines) : ILogger<T>
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Enqueue(formatter(state, exception));
        }
    }
}
