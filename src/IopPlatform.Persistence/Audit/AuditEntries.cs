using System.Globalization;
using System.Text.Json;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;

namespace IopPlatform.Persistence.Audit;

/// <summary>What somebody did, or which chart somebody looked at.</summary>
/// <param name="Kind">command or chart-read.</param>
/// <param name="Subject">A person's id, a client's id, or a service's name.</param>
/// <param name="Action">What was done; of a chart read, the view.</param>
/// <param name="SourceMessageId">The message this is an effect of; none for what a person did.</param>
public sealed record AuditEntry(
    string Kind,
    long Id,
    DateTimeOffset At,
    string Subject,
    string Action,
    string? ResourceType,
    Guid? ResourceId,
    Guid? PatientId,
    JsonElement? Details,
    string? TraceId,
    Guid? SourceMessageId);

/// <summary>Which entries are asked for; null asks for all.</summary>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
internal sealed record AuditFilter(
    string? Kind, Guid? PatientId, string? Subject, string? Action, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>Where a page ended.</summary>
internal sealed record AuditCursor(DateTimeOffset At, string Kind, long Id)
{
    /// <summary>False when the text is not a cursor of ours; no text is the first page (true, null).</summary>
    public static bool TryParse(string? text, out AuditCursor? cursor)
    {
        cursor = null;
        if (!Cursor.TryParse(text, out var place)) return false;
        if (place is null) return true;
        if (place.Key.Split(' ') is not [var time, var kind, var number]
            || !AuditEntries.Kinds.Contains(kind)
            || !DateTimeOffset.TryParseExact(time, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return false;
        }

        cursor = new AuditCursor(at, kind, id);
        return true;
    }

    public static Cursor Of(AuditEntry entry) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{entry.At:O} {entry.Kind} {entry.Id}"), Guid.Empty);
}

/// <summary>Both trails of a service as one list, the newest first.</summary>
internal static class AuditEntries
{
    public static readonly string[] Kinds = ["chart-read", "command"];

    private const string Where =
        """
        ($1::text is null or $1 = kind) and ($2::uuid is null or patient_id = $2) and ($3::text is null or subject = $3)
        and ($4::text is null or action = $4) and ($5::timestamptz is null or at >= $5) and ($6::timestamptz is null or at < $6)
        and ($7::timestamptz is null or (at <= $7 and (at, kind, id) < ($7, $8::text, $9::bigint)))
        order by at desc, id desc limit $10
        """;

    private const string Sql =
        $"""
        select * from (
            (select * from (
                select 'command'::text as kind, id, at, subject, action, resource_type, resource_id, patient_id,
                       details::text as details, trace_id, source_message_id from audit) commands where {Where})
            union all
            (select * from (
                select 'chart-read'::text as kind, id, at, subject, view as action, null::text as resource_type,
                       null::uuid as resource_id, patient_id, null::text as details, trace_id, null::uuid as source_message_id
                from chart_reads) reads where {Where})
        ) entries
        order by at desc, kind desc, id desc limit $10
        """;

    public static async Task<IReadOnlyList<AuditEntry>> ReadAsync(
        TenantDatabase db, AuditFilter filter, AuditCursor? after, int rowsMax, CancellationToken cancellationToken)
    {
        var rows = await db.QueryAsync<Row>(
            Sql,
            [
                filter.Kind, filter.PatientId, filter.Subject, filter.Action, filter.From, filter.To,
                after?.At, after?.Kind, after?.Id, rowsMax,
            ],
            cancellationToken);
        return [.. rows.Select(row => row.ToEntry())];
    }

    private sealed record Row(
        string Kind,
        long Id,
        DateTimeOffset At,
        string Subject,
        string Action,
        string? ResourceType,
        Guid? ResourceId,
        Guid? PatientId,
        string? Details,
        string? TraceId,
        Guid? SourceMessageId)
    {
        public AuditEntry ToEntry() => new(
            Kind, Id, At, Subject, Action, ResourceType, ResourceId, PatientId,
            Details is null ? null : Json.Read<JsonElement>(Details), TraceId, SourceMessageId);
    }
}
