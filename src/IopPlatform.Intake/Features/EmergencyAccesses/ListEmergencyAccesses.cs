using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.EmergencyAccesses;

/// <summary>The compliance officer's queue: the oldest first, so that what is due first stands on top.</summary>
public static class ListEmergencyAccesses
{
    private static readonly string[] Statuses = ["awaiting-review", "overdue", "reviewed"];

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/emergency-accesses", HandleAsync)
        .WithName(nameof(ListEmergencyAccesses))
        .WithTags("Emergency access")
        .WithSummary("Lists emergency accesses, the oldest first; status awaiting-review includes the overdue ones.")
        .RequireRoles(Roles.ComplianceOfficer)
        .Audited("emergency-access.list")
        .ReadsChart("emergency-accesses")
        .Produces<Page<EmergencyAccessDetails>>().ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        string? status, Guid? patientId, string? cursor, int? limit, TenantDatabase db, ChartReads reads, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (status is not null && !Statuses.Contains(status)) return Problems.Field("status", $"This must be {Codes.List(Statuses)}.");
        if (!TimeCursor.TryParse(cursor, out var after)) return Problems.Field("cursor", "This is not a cursor of this list.");

        var now = time.GetUtcNow();
        var size = Cursor.Limit(limit);
        var rows = await db.QueryAsync<EmergencyAccessRow>(
            $"""
            {EmergencyAccessRow.Select}
            where ($1::text is null or case $1 when 'reviewed' then r.verdict is not null
                                               when 'overdue' then r.verdict is null and r.due_at < $2
                                               else r.verdict is null end)
              and ($3::uuid is null or r.patient_id = $3)
              and ($4::timestamptz is null or (r.opened_at, r.id) > ($4, $5::uuid))
            order by r.opened_at, r.id limit $6
            """,
            [status, now, patientId, after?.At, after?.Id, size + 1],
            cancellationToken);
        var page = Cursor.Cut([.. rows.Select(row => row.Details(now))], size, access => TimeCursor.Of(access.OpenedAt, access.Id));
        await reads.RecordAsync(page.Items.Select(access => access.PatientId), "emergency-accesses", cancellationToken);
        return TypedResults.Ok(page);
    }
}
