using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace IopPlatform.Persistence.Encryption;

/// <summary>
/// The data keys of every organization that this process works for, unwrapped and cached. A rotation by another process is
/// seen within <see cref="NewestFor"/>; until then this one goes on writing with the former key, which stays readable.
/// </summary>
public sealed class DataKeys : IDisposable
{
    /// <summary>How long a key may be taken for the newest without looking again.</summary>
    public static readonly TimeSpan NewestFor = TimeSpan.FromSeconds(30);

    private const int OrganizationsCached = 10_000;
    private static readonly TimeSpan UnusedFor = TimeSpan.FromHours(1);
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = OrganizationsCached });
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Task<OrganizationKeys>> loading = [];
    private readonly DataKeyTable table;
    private readonly PlatformKeys platform;
    private readonly TimeProvider time;

    public DataKeys(NpgsqlDataSource source, PlatformKeys platform, TimeProvider time) =>
        (table, this.platform, this.time) = (new DataKeyTable(source), platform, time);

    public void Dispose() => cache.Dispose();

    /// <summary>Gives texts that were read for an organization the keys that open them.</summary>
    internal async ValueTask BindAsync(Guid organizationId, IReadOnlyCollection<SealedText> texts, CancellationToken cancellationToken)
    {
        var keys = cache.Get<OrganizationKeys>(organizationId);
        if (keys is null || !Suffice(keys))
        {
            keys = await LoadAsync(organizationId, Suffice, cancellationToken);
        }

        foreach (var text in texts)
        {
            text.Bind(keys);
        }

        bool Suffice(OrganizationKeys known) => texts.All(text => !text.IsSealed || known.Knows(text.KeyId));
    }

    /// <summary>The key to write with now; an organization's first one is made here.</summary>
    /// <exception cref="EncryptionException">It cannot be unwrapped.</exception>
    internal async ValueTask<DataKey> NewestAsync(Guid organizationId, string purpose, CancellationToken cancellationToken)
    {
        var keys = cache.Get<OrganizationKeys>(organizationId);
        if (keys is null || time.GetElapsedTime(keys.LoadedAt) > NewestFor)
        {
            keys = await LoadAsync(organizationId, _ => true, cancellationToken);
        }

        if (keys.Newest(purpose) is not { } newest)
        {
            var first = DataKey.New(organizationId, Guid.CreateVersion7(time.GetUtcNow()), purpose, number: 1);
            await table.AddAsync(first, platform.First, time.GetUtcNow(), cancellationToken);
            keys = await LoadAsync(organizationId, loaded => loaded.Newest(purpose) is not null, cancellationToken);
            newest = keys.Newest(purpose) ?? throw new EncryptionException($"The organization's first key for '{purpose}' was not kept.");
        }

        return newest;
    }

    /// <summary>Makes this process look again at an organization's keys.</summary>
    internal void Forget(Guid organizationId) => cache.Remove(organizationId);

    /// <param name="suffice">Whether the keys are new enough; a load that had begun before may not see what is looked for.</param>
    private async Task<OrganizationKeys> LoadAsync(
        Guid organizationId, Func<OrganizationKeys, bool> suffice, CancellationToken cancellationToken)
    {
        var keys = await JoinLoadAsync(organizationId, cancellationToken);
        return suffice(keys) ? keys : await JoinLoadAsync(organizationId, cancellationToken);
    }

    /// <summary>One load at a time for each organization; it is not the caller's to cancel, since others wait for it, too.</summary>
    private Task<OrganizationKeys> JoinLoadAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        // Under the gate, so that a load that is over at once does not leave the list before it stands in it: it would stay
        // there, and everybody after it would get the keys of that day.
        lock (gate)
        {
            if (!loading.TryGetValue(organizationId, out var load))
            {
                load = LoadOnceAsync(organizationId);
                loading.Add(organizationId, load);
            }

            return load.WaitAsync(cancellationToken);
        }
    }

    private async Task<OrganizationKeys> LoadOnceAsync(Guid organizationId)
    {
        await Task.Yield();
        try
        {
            var loadedAt = time.GetTimestamp();
            var rows = await table.LoadAsync(organizationId, CancellationToken.None);
            if (rows.Any(row => platform.Find(row.PlatformKey) is null))
            {
                // Another process may have wrapped by a platform key that was added since this one started.
                platform.Reload();
            }

            return cache.Set(
                organizationId,
                new OrganizationKeys(organizationId, rows, platform, loadedAt),
                new MemoryCacheEntryOptions { SlidingExpiration = UnusedFor, Size = 1 });
        }
        finally
        {
            lock (gate)
            {
                loading.Remove(organizationId);
            }
        }
    }
}
