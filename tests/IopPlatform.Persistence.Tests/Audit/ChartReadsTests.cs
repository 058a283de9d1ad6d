using IopPlatform.Persistence.Audit;
using IopPlatform.ServiceDefaults.Auth;
using IopPlatform.Testing;
using Microsoft.Extensions.Caching.Memory;

namespace IopPlatform.Persistence.Tests.Audit;

public sealed class ChartReadsTests(WidgetsFixture widgets)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly Caller caller = Callers.Staff(Callers.NewOrganization(), Roles.Therapist);
    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 100 });
    private readonly MovableTime time = new();

    [Fact]
    public async Task Record_ListAgainWithOneMore_WritesEachPatientOnceAWindow()
    {
        // Away from the end of a window, so that all of it happens in one.
        time.MoveTo(new DateTimeOffset(2026, 3, 2, 10, 1, 0, TimeSpan.Zero));
        var patients = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToList();
        await Reads().RecordAsync([patients[0], patients[1], patients[0]], "notes", Cancel);
        await Reads().RecordAsync(patients, "notes", Cancel);
        // Another process knows nothing of the first one's cache.
        await new ChartReads(widgets.As(caller), new MemoryCache(new MemoryCacheOptions()), time).RecordAsync(patients, "notes", Cancel);
        Assert.Equal(patients.Order(), await RecordedAsync("notes"));

        await Reads().RecordAsync(patients[0], "plan", Cancel);
        Assert.Equal([patients[0]], await RecordedAsync("plan"));

        time.Advance(TimeSpan.FromMinutes(10));
        await new ChartReads(widgets.As(caller), new MemoryCache(new MemoryCacheOptions()), time).RecordAsync(patients, "notes", Cancel);
        Assert.Equal(6, (await RecordedAsync("notes")).Count);
    }

    [Fact]
    public async Task Record_EmptyList_WritesNothing()
    {
        await Reads().RecordAsync([], "notes", Cancel);
        Assert.Empty(await RecordedAsync("notes"));
    }

    private ChartReads Reads() => new(widgets.As(caller), cache, time);

    private Task<IReadOnlyList<Guid>> RecordedAsync(string view) => widgets.As(caller).QueryAsync<Guid>(
        "select patient_id from chart_reads where subject = $1 and view = $2 order by patient_id", [caller.Subject, view], Cancel);
}
