using System.Collections.Concurrent;
using System.Diagnostics;
using IopPlatform.Bench.Load;

namespace IopPlatform.Bench.Measures;

/// <summary>
/// From the answer to a committed attendance record to the first event of a watching stream that shows it, both through the gateway:
/// at half of the sustained rate as an open loop, and on an idle platform one at a time.
/// </summary>
internal sealed class LatencyMeasure(BenchContext context)
{
    private const int Probes = 64;
    private const int Connections = 96;

    /// <summary>One write in four is watched.</summary>
    private const int WatchedEvery = 4;

    private const int IdleWrites = 60;
    private const double MedianMillisecondsMax = 50;
    private const double P99MillisecondsMax = 250;
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(10);
    private readonly ConcurrentQueue<LiveProbe> free = new();
    private int salt = 1_000_000;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var rate = await WriteMeasure.RateAsync(context, cancellationToken) / 2;
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var probes = context.Writes.Bookings.DistinctBy(booking => booking.EpisodeId).TakeLast(Probes).Select(booking => new LiveProbe(booking)).ToList();
        foreach (var probe in probes)
        {
            await probe.WatchAsync(context.Platform, http, cancellationToken);
            free.Enqueue(probe);
        }

        context.Writes.LeaveOut(probes.Select(probe => probe.Booking.EpisodeId));
        await IdleAsync(cancellationToken);
        await HalfLoadAsync(rate, cancellationToken);
        foreach (var probe in probes) probe.Dispose();
    }

    private async Task IdleAsync(CancellationToken cancellationToken)
    {
        var visible = new Latencies();
        using var connection = await RawHttp.ConnectAsync(context.Platform.Gateway, cancellationToken);
        for (var write = 0; write < IdleWrites; write++)
        {
            free.TryDequeue(out var probe);
            await WatchedAsync(probe!, connection, visible, cancellationToken);
            await Task.Delay(50, cancellationToken);
        }

        Add("latency.idle", visible);
    }

    private async Task HalfLoadAsync(double rate, CancellationToken cancellationToken)
    {
        var (visible, number) = (new Latencies(), -1);
        var watching = new ConcurrentBag<Task>();
        context.Writes.Prepare();
        var result = await Generator.OpenAsync(
            context.Platform.Gateway,
            Connections,
            context.Options.Load,
            rate,
            async (connection, _, token) =>
            {
                if (Interlocked.Increment(ref number) % WatchedEvery == 0 && free.TryDequeue(out var probe))
                {
                    watching.Add(await BeginAsync(probe, connection, visible, token));
                }
                else
                {
                    await context.Writes.NextAsync(connection, token);
                }
            },
            cancellationToken);
        await Task.WhenAll(watching);
        Report.Say(FormattableString.Invariant($"{result.PerSecond:0} writes/s, {visible.Count} watched"));
        Add("latency.half-load", visible);
        context.Report.Add(Figure.Plain("latency.half-load.write-p50", result.Latencies.At(0.50), "ms"));
        context.Report.Add(Figure.Plain("latency.half-load.write-p99", result.Latencies.At(0.99), "ms"));
    }

    private async Task WatchedAsync(LiveProbe probe, RawHttp connection, Latencies visible, CancellationToken cancellationToken) =>
        await await BeginAsync(probe, connection, visible, cancellationToken);

    /// <summary>Ends with the write's answer; what it returns ends when the write was seen.</summary>
    private async Task<Task> BeginAsync(LiveProbe probe, RawHttp connection, Latencies visible, CancellationToken cancellationToken)
    {
        var seen = probe.Next();
        await context.Writes.RecordAttendanceAsync(connection, probe.Booking, Interlocked.Increment(ref salt), cancellationToken, watched: true);
        return SeenAsync(Stopwatch.GetTimestamp());

        async Task SeenAsync(long answered)
        {
            var at = await seen.WaitAsync(SeenWithin, cancellationToken);
            visible.Add(Stopwatch.GetElapsedTime(answered, Math.Max(at, answered)));
            free.Enqueue(probe);
        }
    }

    private void Add(string name, Latencies visible)
    {
        context.Report.Add(Figure.AtMost($"{name}.p50", visible.At(0.50), "ms", MedianMillisecondsMax));
        context.Report.Add(Figure.AtMost($"{name}.p99", visible.At(0.99), "ms", P99MillisecondsMax));
    }
}
