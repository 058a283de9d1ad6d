using System.Collections.Concurrent;

namespace IopPlatform.Bench.Load;

/// <summary>Times of many requests, kept one by one, so that percentiles are times that were measured.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentQueue<double> milliseconds = new();

    public int Count => milliseconds.Count;

    public void Add(TimeSpan took) => milliseconds.Enqueue(took.TotalMilliseconds);

    /// <summary>By the nearest rank, in milliseconds; 0 of nothing.</summary>
    public double At(double share)
    {
        double[] sorted = [.. milliseconds.Order()];
        return sorted.Length == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
