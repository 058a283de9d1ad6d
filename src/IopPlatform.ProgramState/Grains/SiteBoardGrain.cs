using System.Collections.Immutable;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ProgramState.Domain;
using IopPlatform.ServiceDefaults.Auth;
using Orleans.Utilities;

namespace IopPlatform.ProgramState.Grains;

/// <summary>A cache of its site's rows in table episodes, kept warm by hints and read again every few seconds while it is asked.</summary>
internal sealed class SiteBoardGrain(TenantDatabases databases, TimeProvider time, ILogger<SiteBoardGrain> logger)
    : Grain, ISiteBoardGrain
{
    private static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ObserversKept = TimeSpan.FromMinutes(1);

    private readonly ObserverManager<IChangeObserver> observers = new(ObserversKept, logger);
    private ImmutableDictionary<Guid, BoardEntry> entries = ImmutableDictionary<Guid, BoardEntry>.Empty;
    private DateTimeOffset newestRecordedAt = DateTimeOffset.UnixEpoch;
    private SiteName? site;
    private long? readAt;
    private Guid organizationId;
    private Guid siteId;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        siteId = this.GetPrimaryKey(out var extension);
        organizationId = Guid.Parse(extension!);
        return Task.CompletedTask;
    }

    public async Task<BoardView?> GetAsync()
    {
        if (readAt is not { } read || time.GetElapsedTime(read) > TrustedFor) await ReadAsync();
        return site is null ? null : BoardProjection.View(site, [.. entries.Values], newestRecordedAt, Moments.ToMicrosecond(time.GetUtcNow()));
    }

    public Task NoticeAsync(BoardEntry entry, string? traceParent)
    {
        // A board that nobody has asked for reads everything when somebody does.
        if (readAt is null || entries.GetValueOrDefault(entry.EpisodeId)?.Version >= entry.Version) return Task.CompletedTask;

        entries = entry.SiteId == siteId && EpisodePhase.IsOpen(entry.Phase)
            ? entries.SetItem(entry.EpisodeId, entry)
            : entries.Remove(entry.EpisodeId);
        newestRecordedAt = entry.RecordedAt > newestRecordedAt ? entry.RecordedAt : newestRecordedAt;
        return observers.Notify(observer => observer.ChangedAsync(traceParent));
    }

    public Task SubscribeAsync(IChangeObserver observer)
    {
        observers.Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    private async Task ReadAsync()
    {
        var database = databases.For(Caller.Service(organizationId, "program-state"), "board.read");
        site = await SiteZones.ReadAsync(database, siteId, null, CancellationToken.None);
        var rows = await database.QueryAsync<string>(
            "select board::text from episodes where site_id = $1 and phase in ('admitted', 'active')",
            [siteId],
            CancellationToken.None);
        var newest = await database.QueryAsync<DateTime?>(
            "select max(recorded_at) from episodes where site_id = $1", [siteId], CancellationToken.None);
        entries = rows.Select(Json.Read<BoardEntry>).ToImmutableDictionary(entry => entry.EpisodeId);
        newestRecordedAt = newest[0] is { } at
            ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc))
            : DateTimeOffset.UnixEpoch;
        readAt = time.GetTimestamp();
    }
}
