using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace IopPlatform.Gateway.Limits;

/// <summary>Whose budget it is.</summary>
internal enum BudgetOf
{
    Client,
    Organization,
    Address,
}

/// <summary>The budgets that were used lately. There are at most so many; what comes above shares one for each kind.</summary>
internal sealed class Budgets(SharedBudget shared, IOptions<RateLimitOptions> options, TimeProvider time)
{
    private const int KeptMax = 50_000;
    private const string Others = "(others)";
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SweepsEvery = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(BudgetOf Of, string Name), Budget> kept = new();
    private long sweptAt = time.GetTimestamp();

    public Budget Find(BudgetOf of, string name)
    {
        if (kept.TryGetValue((of, name), out var budget)) return budget;
        Sweep();
        var bounded = kept.Count < KeptMax ? name : Others;
        return kept.GetOrAdd((of, bounded), key => new Budget($"rate:{KeyOf(key.Of)}:{key.Name}", SizeOf(key.Of), shared, options.Value, time));
    }

    private void Sweep()
    {
        var before = Volatile.Read(ref sweptAt);
        if (time.GetElapsedTime(before) < SweepsEvery
            || Interlocked.CompareExchange(ref sweptAt, time.GetTimestamp(), before) != before)
        {
            return;
        }

        var oldest = time.GetUtcNow() - KeptFor;
        foreach (var (key, _) in kept.Where(entry => entry.Value.UsedAt < oldest))
        {
            kept.TryRemove(key, out _);
        }
    }

    private static string KeyOf(BudgetOf of) => of switch
    {
        BudgetOf.Client => "client",
        BudgetOf.Organization => "organization",
        BudgetOf.Address => "address",
    };

    private BucketSize SizeOf(BudgetOf of) => of switch
    {
        BudgetOf.Client => options.Value.Client.Size,
        BudgetOf.Organization => options.Value.Organization.Size,
        BudgetOf.Address => options.Value.Address.Size,
    };
}
