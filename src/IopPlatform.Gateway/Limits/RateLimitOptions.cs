namespace IopPlatform.Gateway.Limits;

/// <summary>
/// Section <c>RateLimits</c>. The defaults are meant never to be met by people at work, 200 of one organization behind one
/// address among them; they stop a program that runs wild. docs/decisions/0011-rate-limits.md says how they were chosen.
/// </summary>
public sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>Of each person or system, within an organization.</summary>
    public BudgetOptions Client { get; set; } = new() { PerSecond = 50, Burst = 400 };

    /// <summary>Of all callers of an organization together.</summary>
    public BudgetOptions Organization { get; set; } = new() { PerSecond = 1000, Burst = 6000 };

    /// <summary>Of each client address, for requests without a valid token: sign-in, token refresh, the API's description.</summary>
    public BudgetOptions Address { get; set; } = new() { PerSecond = 100, Burst = 2000 };

    /// <summary>
    /// While Redis is away, each gateway goes on with this share of every budget by itself. With as many gateways as fit into
    /// one (two, by default), the whole is still kept.
    /// </summary>
    public double ShareWithoutRedis { get; set; } = 0.5;

    internal bool IsValid => Client.IsValid && Organization.IsValid && Address.IsValid && ShareWithoutRedis is > 0 and <= 1;
}

/// <summary>One budget: so many requests a second in the long run, and so many at once.</summary>
public sealed class BudgetOptions
{
    public double PerSecond { get; set; }

    public double Burst { get; set; }

    internal bool IsValid => PerSecond > 0 && Burst >= 1;

    internal BucketSize Size => new(PerSecond, Burst);
}
