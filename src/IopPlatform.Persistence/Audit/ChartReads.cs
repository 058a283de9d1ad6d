using System.Diagnostics;
using IopPlatform.Persistence.Tenancy;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace IopPlatform.Persistence.Audit;

/// <summary>
/// Writes that somebody looked into a patient's chart: one row per reader, patient and view in ten minutes, committed before
/// the first answer (HIPAA, 45 CFR 164.312(b), audit controls).
/// </summary>
public sealed class ChartReads(
    TenantDatabase database, [FromKeyedServices(ChartReads.CacheKey)] IMemoryCache recorded, TimeProvider time)
{
    internal const string CacheKey = "chart-reads";
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <param name="view">What was looked at, for example <c>episode</c>.</param>
    public async Task RecordAsync(Guid patientId, string view, CancellationToken cancellationToken)
    {
        var caller = database.Caller;
        var now = time.GetUtcNow();
        var windowStart = new DateTimeOffset(now.Ticks - (now.Ticks % Window.Ticks), TimeSpan.Zero);
        var key = (caller.OrganizationId, caller.Subject, patientId, view, windowStart);
        if (recorded.TryGetValue(key, out _))
        {
            return;
        }

        await database.Write()
            .Add(
                """
                insert into chart_reads (organization_id, subject, patient_id, view, window_start, at, trace_id)
                values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing
                """,
                caller.OrganizationId, caller.Subject, patientId, view, windowStart, now, Activity.Current?.TraceId.ToString())
            .CommitAsync(cancellationToken);
        recorded.Set(key, true, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Window, Size = 1 });
    }
}
