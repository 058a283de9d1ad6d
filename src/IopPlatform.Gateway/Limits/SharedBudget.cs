using StackExchange.Redis;

namespace IopPlatform.Gateway.Limits;

/// <summary>
/// The budgets that all gateways share, in Redis. When it does not answer within half a second it counts as away: no
/// request waits for it until a look in the background, once a second, finds it again.
/// </summary>
internal sealed partial class SharedBudget(
    Func<IConnectionMultiplexer> connect, RateLimitOptions options, TimeProvider time, ILogger<SharedBudget> logger)
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(1);

    /// <summary>Bucket.Take with the clock of Redis, so that the gateways' clocks need not agree. A full bucket needs no row.</summary>
    private const string Script =
        """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
        local perMs, burst, wanted = tonumber(ARGV[1]) / 1000, tonumber(ARGV[2]), tonumber(ARGV[3])
        local row = redis.call('HMGET', KEYS[1], 'tokens', 'at')
        local tokens, at = tonumber(row[1]) or burst, tonumber(row[2]) or now
        tokens = math.min(burst, tokens + math.max(0, now - at) * perMs)
        local taken = math.min(wanted, math.floor(tokens + 1e-9))
        tokens = math.max(0, tokens - taken)
        redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', math.max(now, at))
        redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / perMs) + 1000)
        return { taken, taken > 0 and 0 or math.ceil((1 - tokens) / perMs) }
        """;

    // Connecting waits for Redis where it is away, which must hold up neither the start nor a request.
    private readonly Task<IConnectionMultiplexer> connection = Task.Run(connect);
    private int outages;
    private bool isAway;
    private long lookedAt;

    /// <summary>Grows with each outage.</summary>
    public int Outages => Volatile.Read(ref outages);

    public bool IsAway => Volatile.Read(ref isAway) || !connection.IsCompletedSuccessfully;

    /// <returns>Null when Redis is away.</returns>
    public async Task<Grant?> TakeAsync(string key, BucketSize size, int wanted)
    {
        if (IsAway)
        {
            Look();
            return null;
        }

        try
        {
            var answer = (int[]?)await (await connection).GetDatabase()
                .ScriptEvaluateAsync(Script, [key], [size.PerSecond, size.Burst, wanted])
                .WaitAsync(AnswersWithin);
            return new Grant(answer![0], TimeSpan.FromMilliseconds(answer[1]));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            GoOnAlone(exception);
            return null;
        }
    }

    private void GoOnAlone(Exception exception)
    {
        if (!Interlocked.Exchange(ref isAway, true))
        {
            Interlocked.Increment(ref outages);
            LogAway(exception, options.ShareWithoutRedis);
        }
    }

    /// <summary>At most one look at a time, in the background.</summary>
    public void Look()
    {
        var before = Volatile.Read(ref lookedAt);
        if (before != 0 && time.GetElapsedTime(before) < LooksEvery) return;
        if (Interlocked.CompareExchange(ref lookedAt, time.GetTimestamp(), before) == before) _ = LookAsync();
    }

    private async Task LookAsync()
    {
        try
        {
            await (await connection.WaitAsync(AnswersWithin)).GetDatabase().PingAsync().WaitAsync(AnswersWithin);
            if (Interlocked.Exchange(ref isAway, false)) LogBack();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            GoOnAlone(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis does not answer; until it does, this gateway keeps rate limits alone, each at {Share} of its size")]
    private partial void LogAway(Exception exception, double share);

    [LoggerMessage(LogLevel.Information, "Redis answers again; rate limits are shared")]
    private partial void LogBack();
}
