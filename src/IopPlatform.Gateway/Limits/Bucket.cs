namespace IopPlatform.Gateway.Limits;

/// <summary>How fast a token bucket fills and how much it holds; both above zero.</summary>
internal readonly record struct BucketSize(double PerSecond, double Burst)
{
    /// <summary>The same bucket made smaller; it still holds one token.</summary>
    public BucketSize Times(double share) => new(PerSecond * share, Math.Max(1, Burst * share));
}

/// <summary>
/// A token bucket at a moment. Pure arithmetic: the script in <see cref="SharedBudget"/> does the same on Redis' own clock.
/// </summary>
internal readonly record struct Bucket(double Tokens, DateTimeOffset At)
{
    /// <summary>What sums of binary fractions may miss.</summary>
    private const double Rounding = 1e-9;

    public static Bucket Full(BucketSize size, DateTimeOffset now) => new(size.Burst, now);

    /// <summary>Fills it up to <paramref name="now"/>, never above its size. A clock that went back adds nothing.</summary>
    public Bucket Refilled(BucketSize size, DateTimeOffset now)
    {
        var seconds = Math.Max(0, (now - At).TotalSeconds);
        return new Bucket(Math.Min(size.Burst, Tokens + (seconds * size.PerSecond)), now > At ? now : At);
    }

    /// <summary>Takes up to <paramref name="wanted"/> whole tokens.</summary>
    /// <returns>What is left, how many were taken, and, where none was, how long until there is one.</returns>
    public (Bucket Left, Grant Grant) Take(int wanted, BucketSize size, DateTimeOffset now)
    {
        var filled = Refilled(size, now);
        var taken = (int)Math.Min(wanted, Math.Floor(filled.Tokens + Rounding));
        var left = filled with { Tokens = Math.Max(0, filled.Tokens - taken) };
        var wait = taken > 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(1000 * (1 - left.Tokens) / size.PerSecond));
        return (left, new Grant(taken, wait));
    }
}

/// <param name="Taken">How many tokens were taken.</param>
/// <param name="Wait">Where none was: how long until there is one.</param>
internal readonly record struct Grant(int Taken, TimeSpan Wait);
