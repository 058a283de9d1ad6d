using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Referrals;

/// <summary>One line of the list: no clinical facts.</summary>
public sealed record ReferralListed(
    Guid Id,
    Guid PatientId,
    Guid SiteId,
    string GivenName,
    string FamilyName,
    string Status,
    string Urgency,
    string SourceKind,
    DateTimeOffset ReceivedAt);

/// <summary>The referrals within the caller's sites, the newest first.</summary>
public static class ListReferrals
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/referrals", HandleAsync)
        .WithName(nameof(ListReferrals))
        .WithTags("Referrals")
        .WithSummary("Lists referrals, the newest first.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.UtilizationReviewer, Roles.SiteManager)
        .Audited("referral.list")
        .ReadsChart("referrals")
        .Produces<Page<ReferralListed>>().ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        Guid? siteId, string? status, string? cursor, int? limit, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        if (status is not null && !Codes.ReferralStatuses.Contains(status))
            return Problems.Field("status", $"This must be {Codes.List(Codes.ReferralStatuses)}.");
        if (!TimeCursor.TryParse(cursor, out var after)) return Problems.Field("cursor", "This is not a cursor of this list.");

        var size = Cursor.Limit(limit);
        var rows = await db.QueryAsync<ReferralListed>(
            """
            select r.id, r.patient_id, r.site_id, p.given_name, p.family_name, r.status, r.urgency, r.source_kind, r.received_at
            from referrals r join patients p on p.organization_id = r.organization_id and p.id = r.patient_id
            where ($1::uuid is null or r.site_id = $1) and ($2::text is null or r.status = $2)
              and ($3::timestamptz is null or (r.received_at, r.id) < ($3, $4::uuid))
            order by r.received_at desc, r.id desc limit $5
            """,
            [siteId, status, after?.At, after?.Id, size + 1],
            cancellationToken);
        var page = Cursor.Cut(rows, size, row => TimeCursor.Of(row.ReceivedAt, row.Id));
        await reads.RecordAsync(page.Items.Select(row => row.PatientId), "referrals", cancellationToken);
        return TypedResults.Ok(page);
    }
}
