using System.Globalization;
using System.Text.Json;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.ProgramState.Features.Episodes;

/// <param name="OccurredAt">When the fact became true.</param>
/// <param name="RecordedAt">When it was applied here; what <c>asOf</c> compares with.</param>
/// <param name="OpenAlerts">The alerts that were open after it.</param>
public sealed record JournalItem(
    long Version,
    string EventType,
    Guid SourceMessageId,
    DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt,
    IReadOnlyList<string> OpenAlerts,
    JsonElement Body);

public static class GetEpisodeJournal
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/episodes/{id:guid}/journal", HandleAsync)
        .WithName(nameof(GetEpisodeJournal))
        .WithTags("Episodes")
        .WithSummary("Every event applied to an episode, the newest first.")
        .RequireRoles(Roles.MedicalDirector, Roles.ComplianceOfficer)
        .Audited("episode.journal")
        .ReadsChart("journal")
        .Produces<Page<JournalItem>>()
        .ProducesProblem(400)
        .ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, string? cursor, int? limit, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        if (!TryParse(cursor, out var before)) return Problems.Field("cursor", "This is not a cursor of this list.");

        var patients = await db.QueryAsync<Guid>("select patient_id from episodes where id = $1", [id], cancellationToken);
        if (patients.Count == 0) return Problems.NotFound("episode");

        await reads.RecordAsync(patients[0], "journal", cancellationToken);
        var size = Cursor.Limit(limit);
        var rows = await db.QueryAsync<Row>(
            """
            select version, event_type, source_message_id, occurred_at, recorded_at, open_alerts, body::text as body from journal
            where episode_id = $1 and ($2::bigint is null or version < $2) order by version desc limit $3
            """,
            [id, before, size + 1],
            cancellationToken);
        return TypedResults.Ok(Cursor.Cut(
            [.. rows.Select(Item)], size, item => new Cursor(item.Version.ToString(CultureInfo.InvariantCulture), id)));
    }

    private static bool TryParse(string? text, out long? before)
    {
        before = null;
        if (!Cursor.TryParse(text, out var place)) return false;
        if (place is null) return true;
        if (!long.TryParse(place.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var version)) return false;
        before = version;
        return true;
    }

    private static JournalItem Item(Row row) => new(
        row.Version, row.EventType.Split('.')[^1], row.SourceMessageId, row.OccurredAt, row.RecordedAt, row.OpenAlerts,
        Json.Read<JsonElement>(row.Body));

    private sealed record Row(
        long Version,
        string EventType,
        Guid SourceMessageId,
        DateTimeOffset OccurredAt,
        DateTimeOffset RecordedAt,
        string[] OpenAlerts,
        string Body);
}
