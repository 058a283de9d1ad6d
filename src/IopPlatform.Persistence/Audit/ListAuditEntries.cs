using System.Text.RegularExpressions;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IopPlatform.Persistence.Audit;

/// <summary>
/// GET …/audit-entries of every service: what a compliance officer asks. Each service answers for its own trail; whoever shows
/// them together merges by time. The use is audited itself, page by page, before the answer.
/// </summary>
public static partial class ListAuditEntries
{
    /// <param name="service">The service's name in the topology.</param>
    public static void MapAuditTrail(this IEndpointRouteBuilder api, string service) => api
        .MapGet("/audit-entries", HandleAsync)
        .WithName($"List{string.Concat(service.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))}AuditEntries")
        .WithTags("Audit")
        .WithSummary("Lists who did what and who looked at whose chart, the newest first.")
        .WithDescription(
            "kind is command or chart-read; from is inclusive, to exclusive; action is a view for chart reads. Only for those who reach "
            + "all sites of the organization, since an entry names no site.")
        .RequireRoles(Roles.ComplianceOfficer)
        .Audited("audit.query")
        .ReadsNoChart("The trail; its use is an audit row of its own.", namesPatients: true)
        .Produces<Page<AuditEntry>>().ProducesProblem(400).ProducesProblem(403);

    private static async Task<IResult> HandleAsync(
        Guid? patientId, string? subject, string? action, string? kind, DateTimeOffset? from, DateTimeOffset? to,
        string? cursor, int? limit, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (kind is not null && !AuditEntries.Kinds.Contains(kind))
            return Problems.Field("kind", $"This is one of {string.Join(", ", AuditEntries.Kinds)}.");
        // They are written into the audit row of this query, which holds ids and codes only.
        if (subject is not null && !CodePattern().IsMatch(subject)) return Problems.Field("subject", "This is no subject.");
        if (action is not null && !CodePattern().IsMatch(action)) return Problems.Field("action", "This is no action.");
        if (!AuditCursor.TryParse(cursor, out var after)) return Problems.Field("cursor", "This is not a cursor of this list.");
        if (db.Caller.SiteIds is not null)
            return TypedResults.Problem("The audit trail is for those who reach all sites of the organization.", statusCode: StatusCodes.Status403Forbidden);

        await db.Write()
            .Audit("audit-trail", db.Caller.OrganizationId, patientId, new { kind, subject, action, from, to, before = after?.At })
            .CommitAsync(cancellationToken);
        var size = Cursor.Limit(limit);
        var entries = await AuditEntries.ReadAsync(
            db, new AuditFilter(kind, patientId, subject, action, from, to), after, size + 1, cancellationToken);
        return TypedResults.Ok(Cursor.Cut(entries, size, AuditCursor.Of));
    }

    [GeneratedRegex("^[A-Za-z0-9._:/-]{1,200}$")]
    private static partial Regex CodePattern();
}
