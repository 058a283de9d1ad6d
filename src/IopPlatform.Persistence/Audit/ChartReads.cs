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

    /// <summary>What this request has recorded last; null when it has recorded nothing.</summary>
    internal string? View { get; private set; }

    /// <param name="view">What was looked at, as <see cref="ChartReadRules.ReadsChart"/> names it: for example <c>episode</c>.</param>
    public Task RecordAsync(Guid patientId, string view, CancellationToken cancellationToken) =>
        RecordAsync([patientId], view, cancellationToken);

    /// <summary>
    /// For what shows several patients, a list above all: one row for each, so that the question who saw a patient has one answer;
    /// in one round trip, and none when all are recorded already.
    /// </summary>
    public async Task RecordAsync(IEnumerable<Guid> patientIds, string view, CancellationToken cancellationToken)
    {
        View = view;
        var caller = database.Caller;
        var now = time.GetUtcNow();
        var windowStart = new DateTimeOffset(now.Ticks - (now.Ticks % Window.Ticks), TimeSpan.Zero);
        var unrecorded = patientIds.Distinct().Where(patientId => !recorded.TryGetValue(Key(patientId), out _)).ToArray();
        if (unrecorded.Length == 0)
        {
            return;
        }

        await database.Write()
            .Add(
                """
                insert into chart_reads (organization_id, subject, patient_id, view, window_start, at, trace_id)
                select $1, $2, patient_id, $4, $5, $6, $7 from unnest($3) as patient_id on conflict do nothing
                """,
                caller.OrganizationId, caller.Subject, unrecorded, view, windowStart, now, Activity.Current?.TraceId.ToString())
            .CommitAsync(cancellationToken);
        foreach (var patientId in unrecorded)
        {
            recorded.Set(Key(patientId), true, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Window, Size = 1 });
        }

        (Guid, string, Guid, string, DateTimeOffset) Key(Guid patientId) => (caller.OrganizationId, caller.Subject, patientId, view, windowStart);
    }
}
