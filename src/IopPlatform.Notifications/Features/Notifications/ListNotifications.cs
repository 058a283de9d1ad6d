using System.Globalization;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Notifications.Features.Notifications;

/// <param name="Status">queued, sent, failed or canceled.</param>
/// <param name="PatientId">Null for messages to staff.</param>
/// <param name="FailureReason">refused-by-server, no-consent, no-address or expired.</param>
/// <param name="WaitsFor">disclosure-decision while a due message waits because Intake cannot be asked whether it may leave.</param>
public sealed record NotificationItem(
    Guid Id,
    Guid? PatientId,
    string Channel,
    string Template,
    string Status,
    DateTimeOffset DueAt,
    DateTimeOffset? SentAt,
    string? FailureReason,
    string? WaitsFor);

/// <summary>GET /api/notifications/notifications: the newest due time first.</summary>
public static class ListNotifications
{
    private static readonly string[] Statuses = ["queued", "sent", "failed", "canceled"];

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/notifications", HandleAsync)
        .WithName(nameof(ListNotifications)).WithTags("Notifications")
        .WithSummary("Lists outbound messages; patients see their own.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.SiteManager, Roles.ComplianceOfficer, Roles.Patient)
        .Audited("notification.list")
        .ReadsChart("notifications")
        .Produces<Page<NotificationItem>>().ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid? patientId, string? status, string? cursor, int? limit, TenantDatabase db, ChartReads reads,
        CancellationToken cancellationToken)
    {
        if (status is not null && !Statuses.Contains(status))
            return Problems.Field("status", $"This is one of {string.Join(", ", Statuses)}.");
        if (!TryParse(cursor, out var after))
            return Problems.Field("cursor", "This is not a cursor that this list gave out.");
        if ((patientId ?? db.Caller.PatientId) is { } patient)
        {
            if (!await db.QuerySingleAsync<bool>(
                "select exists (select from patients where id = $1)", [patient], cancellationToken))
                return Problems.NotFound("patient");
            await reads.RecordAsync(patient, "notifications", cancellationToken);
        }

        var rowsMax = Cursor.Limit(limit);
        var rows = await db.QueryAsync<NotificationItem>(
            """
            select id, patient_id, channel, template, case state when 'sending' then 'queued' else state end as status,
                due_at, sent_at, failure_reason, case when state = 'queued' then waits_for end as waits_for
            from notifications
            where ($1::uuid is null or patient_id = $1)
              and ($2::text is null or case state when 'sending' then 'queued' else state end = $2)
              and ($3::timestamptz is null or (due_at, id) < ($3, $4::uuid))
            order by due_at desc, id desc
            limit $5
            """,
            [patientId, status, after?.DueAt, after?.Id, rowsMax + 1],
            cancellationToken);
        var page = Cursor.Cut(rows, rowsMax, row => new Cursor(row.DueAt.ToString("O"), row.Id));
        await reads.RecordAsync(page.Items.Select(row => row.PatientId).OfType<Guid>(), "notifications", cancellationToken);
        return TypedResults.Ok(page);
    }

    private static bool TryParse(string? text, out After? after)
    {
        after = null;
        if (!Cursor.TryParse(text, out var cursor))
            return false;
        if (cursor is null)
            return true;
        if (!DateTimeOffset.TryParseExact(
            cursor.Key, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var dueAt))
            return false;

        after = new After(dueAt, cursor.Id);
        return true;
    }

    private sealed record After(DateTimeOffset DueAt, Guid Id);
}
