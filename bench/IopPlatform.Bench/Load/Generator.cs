using System.Diagnostics;

namespace IopPlatform.Bench.Load;

/// <summary>What a load came to.</summary>
/// <param name="Seconds">From the first request to the last answer.</param>
internal sealed record LoadResult(int Done, double Seconds, Latencies Latencies)
{
    public double PerSecond => Done / Seconds;
}

/// <summary>Sends one request and waits for its answer.</summary>
internal delegate Task Exchange(RawHttp connection, CancellationToken cancellationToken);

internal static class Generator
{
    /// <summary>Closed loop: each connection sends its next request after the answer, all together no faster than the rate.</summary>
    /// <param name="rateMax">Requests a second; null is as fast as it goes.</param>
    public static async Task<LoadResult> ClosedAsync(
        Uri address, int connections, TimeSpan duration, double? rateMax, Exchange exchange, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        var latencies = new Latencies();
        var ticket = -1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(RunAsync, cancellationToken)));
        return new LoadResult(latencies.Count, Stopwatch.GetElapsedTime(since).TotalSeconds, latencies);

        async Task RunAsync()
        {
            using var connection = await RawHttp.ConnectAsync(address, cancellationToken);
            while (Stopwatch.GetElapsedTime(since) < duration)
            {
                if (rateMax is { } rate) await UntilAsync(since, Interlocked.Increment(ref ticket) / rate, cancellationToken);
                var sent = Stopwatch.GetTimestamp();
                await exchange(connection, cancellationToken);
                latencies.Add(Stopwatch.GetElapsedTime(sent));
            }
        }
    }

    /// <summary>
    /// Open loop: each request has its time, whether the ones before it were answered or not, and its latency counts from that
    /// time: a slow platform cannot make the generator wait and look fast.
    /// </summary>
    /// <param name="connections">Enough that one is always free; waiting for one counts.</param>
    public static async Task<LoadResult> OpenAsync(
        Uri address, int connections, TimeSpan duration, double rate, Func<RawHttp, long, CancellationToken, Task> exchange,
        CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        var latencies = new Latencies();
        var ticket = -1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(RunAsync, cancellationToken)));
        return new LoadResult(latencies.Count, Stopwatch.GetElapsedTime(since).TotalSeconds, latencies);

        async Task RunAsync()
        {
            using var connection = await RawHttp.ConnectAsync(address, cancellationToken);
            while (true)
            {
                var due = Interlocked.Increment(ref ticket) / rate;
                if (due >= duration.TotalSeconds) return;
                await UntilAsync(since, due, cancellationToken);
                var scheduled = since + (long)(due * Stopwatch.Frequency);
                await exchange(connection, scheduled, cancellationToken);
                latencies.Add(Stopwatch.GetElapsedTime(scheduled));
            }
        }
    }

    private static async Task UntilAsync(long since, double seconds, CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromSeconds(seconds) - Stopwatch.GetElapsedTime(since);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, cancellationToken);
    }
}
