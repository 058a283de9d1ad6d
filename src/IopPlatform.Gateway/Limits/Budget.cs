namespace IopPlatform.Gateway.Limits;

/// <summary>
/// One client's, organization's or address' budget as this gateway sees it: a stock of tokens drawn from the shared bucket in
/// chunks. What is drawn is spent here, so a burst can exceed its size by one and a half chunks for each gateway, and one gateway
/// can refuse while another still holds so much; a chunk is a twentieth of the burst.
/// </summary>
internal sealed class Budget(string key, BucketSize size, SharedBudget shared, RateLimitOptions options, TimeProvider time)
{
    private const int ChunksInBurst = 20;
    private const int DrawsMax = 8;
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan TellsEvery = TimeSpan.FromMinutes(1);
    private readonly int chunk = Math.Max(1, (int)(size.Burst / ChunksInBurst));
    private readonly BucketSize aloneSize = size.Times(options.ShareWithoutRedis);
    private readonly Lock gate = new();
    private int stock;
    private int waiting;
    private Task? draw;
    private DateTimeOffset emptyUntil;
    private DateTimeOffset toldAt = DateTimeOffset.MinValue;
    private Bucket alone;
    private int aloneSince = -1;

    public DateTimeOffset UsedAt { get; private set; } = time.GetUtcNow();

    /// <returns>Zero when the request may go on, otherwise how long to wait.</returns>
    public async ValueTask<TimeSpan> TakeAsync()
    {
        lock (gate)
        {
            if (TakeNow() is { } answer) return answer;
            waiting++;
        }

        try
        {
            return await DrawnAsync();
        }
        finally
        {
            lock (gate)
            {
                waiting--;
            }
        }
    }

    /// <summary>Gives a token back that was not used.</summary>
    public void Return()
    {
        lock (gate)
        {
            stock++;
        }
    }

    /// <summary>True once a minute, for the log.</summary>
    public bool IsToBeTold()
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (now - toldAt < TellsEvery) return false;
            toldAt = now;
            return true;
        }
    }

    private async Task<TimeSpan> DrawnAsync()
    {
        for (var attempt = 0; attempt < DrawsMax; attempt++)
        {
            Task drawing;
            lock (gate)
            {
                if (TakeNow() is { } answer) return answer;
                drawing = Draw();
            }

            await drawing;
        }

        return ShortestWait;
    }

    /// <returns>Null when tokens must be drawn first.</returns>
    private TimeSpan? TakeNow()
    {
        UsedAt = time.GetUtcNow();
        if (stock > 0)
        {
            stock--;
            if (stock < chunk / 2 && UsedAt >= emptyUntil && !shared.IsAway) _ = Draw();
            return TimeSpan.Zero;
        }

        if (shared.IsAway) return TakeAlone(UsedAt);
        return UsedAt < emptyUntil ? emptyUntil - UsedAt : null;
    }

    private TimeSpan TakeAlone(DateTimeOffset now)
    {
        shared.Look();
        if (aloneSince != shared.Outages) (alone, aloneSince) = (Bucket.Full(aloneSize, now), shared.Outages);
        (alone, var grant) = alone.Take(1, aloneSize, now);
        return grant.Wait;
    }

    /// <summary>One draw at a time; those who come meanwhile wait for it, and are counted in the next one.</summary>
    private Task Draw() => draw is { IsCompleted: false } ? draw : draw = DrawAsync(Math.Max(chunk, waiting));

    private async Task DrawAsync(int wanted)
    {
        // Gives the gate free before Redis is asked.
        await Task.Yield();
        var grant = await shared.TakeAsync(key, size, wanted);
        lock (gate)
        {
            if (grant is not { } given) return;
            stock += given.Taken;
            if (given.Taken == 0) emptyUntil = time.GetUtcNow() + (given.Wait > ShortestWait ? given.Wait : ShortestWait);
        }
    }
}
