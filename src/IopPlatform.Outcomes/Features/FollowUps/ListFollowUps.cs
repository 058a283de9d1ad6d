using System.Globalization;
using IopPlatform.Outcomes.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Outcomes.Features.FollowUps;

/// <param name="Kind">call, visit or self-report.</param>
/// <param name="DueOn">Day at the site.</param>
/// <param name="Status">planned, due or completed.</param>
/// <param name="Outcome">reached, not-reached or declined.</param>
/// <param name="LastMessageAt">When a message last left for the patient.</param>
/// <param name="MessageFailure">Why the newest message did not get through, for example no-consent.</param>
public sealed record FollowUpItem(
    Guid Id,
    Guid EpisodeId,
    Guid PatientId,
    Guid SiteId,
    string Kind,
    DateOnly DueOn,
    string Status,
    string? Outcome,
    string? Note,
    DateTimeOffset? CompletedAt,
    DateTimeOffset? LastMessageAt,
    string? MessageFailure);

/// <summary>GET /api/outcomes/follow-ups: the earliest day first.</summary>
public static class ListFollowUps
{
    private static readonly string[] Statuses = ["planned", "due", "completed"];

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/follow-ups", HandleAsync)
        .WithName(nameof(ListFollowUps)).WithTags("Follow-ups")
        .WithSummary("Lists follow-ups after discharge, the earliest day first.")
        .RequireRoles(Roles.Therapist, Roles.IntakeCoordinator, Roles.SiteManager, Roles.MedicalDirector)
        .Audited("follow-up.list")
        .ReadsChart("follow-ups")
        .Produces<Page<FollowUpItem>>().ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid? siteId, string? status, Guid? episodeId, string? cursor, int? limit, TenantDatabase db, ChartReads reads,
        CancellationToken cancellationToken)
    {
        if (status is not null && !Statuses.Contains(status))
            return Problems.Field("status", $"This is one of {string.Join(", ", Statuses)}.");
        if (!TryParse(cursor, out var after))
            return Problems.Field("cursor", "This is not a cursor that this list gave out.");
        if (siteId is { } site && await db.TimeZoneAsync(site, cancellationToken) is null)
            return Problems.NotFound("site");
        if (episodeId is { } episode)
        {
            if (await PatientOfAsync(db, episode, cancellationToken) is not { } patient)
                return Problems.NotFound("episode");
            await reads.RecordAsync(patient, "follow-ups", cancellationToken);
        }

        var rowsMax = Cursor.Limit(limit);
        var rows = await db.QueryAsync<Row>(
            """
            select f.id, f.episode_id, f.patient_id, f.site_id, f.kind, f.due_on, f.state as status, f.outcome, f.note,
                f.completed_at, r.delivered_at as last_message_at,
                case when r.delivered_at is null or r.failed_at > r.delivered_at then r.failure_reason end as message_failure
            from follow_ups f
            left join reach r on r.organization_id = f.organization_id and r.patient_id = f.patient_id
            where ($1::uuid is null or f.site_id = $1)
              and ($2::text is null or f.state = $2)
              and ($3::uuid is null or f.episode_id = $3)
              and ($4::date is null or (f.due_on, f.id) > ($4, $5::uuid))
            order by f.due_on, f.id
            limit $6
            """,
            [siteId, status, episodeId, after?.DueOn, after?.Id, rowsMax + 1],
            cancellationToken);
        var page = Cursor.Cut([.. rows.Select(row => row.ToItem())], rowsMax, item => new Cursor(item.DueOn.ToString("O"), item.Id));
        await reads.RecordAsync(page.Items.Select(item => item.PatientId), "follow-ups", cancellationToken);
        return TypedResults.Ok(page);
    }

    /// <summary>An episode is known by its admission or by its follow-ups, whichever was told first.</summary>
    private static Task<Guid?> PatientOfAsync(TenantDatabase db, Guid episodeId, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<Guid?>(
            """
            select patient_id from episodes where id = $1
            union
            select patient_id from follow_ups where episode_id = $1
            """,
            [episodeId],
            cancellationToken);

    private static bool TryParse(string? text, out After? after)
    {
        after = null;
        if (!Cursor.TryParse(text, out var cursor))
            return false;
        if (cursor is null)
            return true;
        if (!DateOnly.TryParseExact(cursor.Key, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var dueOn))
            return false;

        after = new After(dueOn, cursor.Id);
        return true;
    }

    private sealed record Row(
        Guid Id,
        Guid EpisodeId,
        Guid PatientId,
        Guid SiteId,
        string Kind,
        DateOnly DueOn,
        string Status,
        string? Outcome,
        SealedText? Note,
        DateTimeOffset? CompletedAt,
        DateTimeOffset? LastMessageAt,
        string? MessageFailure)
    {
        public FollowUpItem ToItem() => new(
            Id, EpisodeId, PatientId, SiteId, Kind, DueOn, Status, Outcome, Note?.Open(OutcomesFields.FollowUpNote, Id), CompletedAt,
            LastMessageAt, MessageFailure);
    }

    private sealed record After(DateOnly DueOn, Guid Id);
}
