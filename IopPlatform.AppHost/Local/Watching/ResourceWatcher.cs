using System.Threading.Channels;

namespace IopPlatform.AppHost.Local;

/// <summary>
/// One who watches the resources. Nothing is queued for it: it is told that something has changed, and reads what is true when it comes
/// to read. However slow it is, it costs one flag, and it never meets a state that is over.
/// </summary>
internal sealed class ResourceWatcher(Func<IReadOnlyList<ResourceSnapshot>> read, Action<ResourceWatcher> leave) : IDisposable
{
    /// <summary>A smaller change of memory is no news.</summary>
    private const double MemoryChangeMin = 0.05;
    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, ResourceSnapshot> given = [];

    /// <summary>Ends when something may have changed since the last call.</summary>
    /// <returns>False when the platform ends.</returns>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken) =>
        await signal.Reader.WaitToReadAsync(cancellationToken) && signal.Reader.TryRead(out _);

    /// <summary>The resources that look different from how they were given out before: at the first call all.</summary>
    public ResourceChanges Changes()
    {
        var now = read();
        List<ResourceSnapshot> changed = [.. now.Where(resource => !given.TryGetValue(resource.Name, out var former) || IsNews(former, resource))];
        List<ResourceSnapshot> gone = [.. given.Values.Where(former => now.All(resource => resource.Name != former.Name))];
        foreach (var resource in changed)
        {
            given[resource.Name] = resource;
        }

        foreach (var resource in gone)
        {
            given.Remove(resource.Name);
        }

        return new ResourceChanges(changed, gone);
    }

    public void Dispose() => leave(this);

    internal void Notice() => signal.Writer.TryWrite(true);

    internal void End() => signal.Writer.TryComplete();

    private static bool IsNews(ResourceSnapshot former, ResourceSnapshot now) => !former.LooksLike(now) || former.Measures is null != now.Measures is null
        || (former.Measures is { } before && now.Measures is { } after
            && Math.Abs(after.MemoryBytes - before.MemoryBytes) > MemoryChangeMin * before.MemoryBytes);
}

internal sealed record ResourceChanges(IReadOnlyList<ResourceSnapshot> Changed, IReadOnlyList<ResourceSnapshot> Gone);
