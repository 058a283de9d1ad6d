using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace IopPlatform.AppHost.Local;

/// <summary>
/// What is known about the platform now, and in the last minutes. States are noticed at once; measures are taken every two seconds while
/// somebody looks, otherwise at long intervals, so that an unwatched platform hardly pays for it.
/// </summary>
internal sealed class PlatformWatch : IAsyncDisposable
{
    /// <summary>More watchers than anybody has windows; the next one is refused.</summary>
    private const int WatchersMax = 32;
    private const int EventsMax = 60;
    private static readonly TimeSpan WatchedEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan UnwatchedEvery = TimeSpan.FromSeconds(15);
    private readonly ResourceReader reader;
    private readonly VitalsReader vitalsReader;
    private readonly ProcessMeter meter = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly List<ResourceWatcher> watchers = [];
    private readonly SemaphoreSlim hurry = new(0, 1);
    private readonly Task sampling;
    private IReadOnlyDictionary<string, ProcessMeasures> measures = new Dictionary<string, ProcessMeasures>();
    private volatile IReadOnlyList<ResourceSnapshot> resources;
    private ImmutableQueue<ResourceEvent> events = [];
    private bool ended;

    public PlatformWatch(ResourceReader reader, VitalsReader vitalsReader)
    {
        this.reader = reader;
        this.vitalsReader = vitalsReader;
        resources = reader.Read(measures);
        sampling = Task.Run(SampleAsync);
    }

    public IReadOnlyList<ResourceSnapshot> Resources => resources;

    public PlatformVitals Vitals { get; private set; } = PlatformVitals.Unknown;

    /// <summary>What has happened to the resources, newest first; bounded.</summary>
    public IReadOnlyList<ResourceEvent> Events => [.. events.Reverse()];

    /// <summary>The histories of measures by their names; those of resources are called like <c>cpu/intake</c>.</summary>
    public ConcurrentDictionary<string, Series> History { get; } = new();

    /// <exception cref="InvalidOperationException">There are too many already.</exception>
    public ResourceWatcher Watch()
    {
        var watcher = new ResourceWatcher(() => resources, Leave);
        lock (gate)
        {
            if (watchers.Count >= WatchersMax)
            {
                throw new InvalidOperationException($"{WatchersMax} watch already.");
            }

            watchers.Add(watcher);
            watcher.Notice();
            if (ended)
            {
                watcher.End();
            }

            if (watchers.Count == 1 && hurry.CurrentCount == 0)
            {
                hurry.Release();
            }
        }

        return watcher;
    }

    /// <summary>Reads the states anew and tells the watchers; never waits for any of them.</summary>
    public void Refresh()
    {
        lock (gate)
        {
            var former = resources;
            resources = reader.Read(measures);
            Note(former);
            foreach (var watcher in watchers)
            {
                watcher.Notice();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            ended = true;
            watchers.ForEach(watcher => watcher.End());
        }

        await stop.CancelAsync();
        await sampling;
        stop.Dispose();
        hurry.Dispose();
    }

    private void Note(IReadOnlyList<ResourceSnapshot> former)
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var resource in resources)
        {
            if (former.FirstOrDefault(before => before.Name == resource.Name)?.State != resource.State && ResourceEvent.Of(resource, now) is { } happened)
            {
                events = events.Enqueue(happened);
            }
        }

        while (events.Count() > EventsMax)
        {
            events = events.Dequeue();
        }
    }

    private void Leave(ResourceWatcher watcher)
    {
        lock (gate)
        {
            watchers.Remove(watcher);
        }
    }

    private bool IsWatched()
    {
        lock (gate)
        {
            return watchers.Count > 0;
        }
    }

    private async Task SampleAsync()
    {
        try
        {
            while (true)
            {
                measures = meter.Measure(reader.Leaders());
                Vitals = await vitalsReader.ReadAsync(stop.Token);
                Remember(TimeProvider.System.GetUtcNow());
                Refresh();
                await hurry.WaitAsync(IsWatched() ? WatchedEvery : UnwatchedEvery, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The platform ends.
        }
    }

    private void Remember(DateTimeOffset now)
    {
        foreach (var (name, measured) in measures)
        {
            Add($"cpu/{name}", measured.CpuPercent);
            Add($"memory/{name}", measured.MemoryBytes);
        }

        Add("cpu", measures.Values.Sum(measured => measured.CpuPercent));
        Add("memory", measures.Values.Sum(measured => measured.MemoryBytes));
        if (Vitals.Broker is { } broker)
        {
            Add("delivered", broker.DeliveredPerSecond);
            Add("waiting", broker.Queues.Sum(queue => queue.Ready + queue.Unacknowledged));
        }

        if (Vitals.Outboxes is { Count: > 0 } outboxes)
        {
            Add("events", outboxes.Sum(outbox => outbox.PerSecond));
            Add("lag", outboxes.Max(outbox => outbox.OldestUnsent).TotalSeconds);
        }

        if (Vitals.Grains is { } grains)
        {
            Add("grains", grains.Sum(grain => grain.Active));
        }

        void Add(string name, double value) => History.GetOrAdd(name, _ => new Series()).Add(now, value);
    }
}
