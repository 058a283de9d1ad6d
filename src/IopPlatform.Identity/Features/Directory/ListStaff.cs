using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Directory;

/// <param name="Id">Equals the subject of the staff member's tokens.</param>
/// <param name="SiteIds">Empty means all sites of the organization.</param>
/// <param name="Credential">Null where the role needs none.</param>
/// <param name="NeedsCosign">True when this author's notes need a second signature.</param>
public sealed record StaffItem(
    Guid Id, string DisplayName, IReadOnlyList<string> Roles, IReadOnlyList<Guid> SiteIds, string? Credential, bool NeedsCosign);

public static class ListStaff
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/staff", HandleAsync)
        .WithName(nameof(ListStaff)).WithTags("Staff")
        .WithSummary("Lists the active staff of the caller's sites, by name; with role, only those who hold it.")
        .RequireRoles(Roles.Staff)
        .Audited("staff.list")
        .ReadsNoChart("Colleagues.")
        .Produces<Page<StaffItem>>().ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        TenantDatabase db, string? role, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        if (role is not null && !Roles.Staff.Contains(role))
        {
            return Problems.Field("role", $"The roles are {string.Join(", ", Roles.Staff)}.");
        }

        if (!Cursor.TryParse(cursor, out var after))
        {
            return Problems.Field("cursor", "This is not a cursor that this service gave out.");
        }

        // Who reaches one of the caller's sites is a colleague; a membership has several sites, so no policy can say it.
        var rows = await db.QueryAsync<Row>(
            """
            select person_id, display_name, roles, coalesce(site_ids, array[]::uuid[]) as site_ids, credential, needs_cosign
            from memberships
            where active
              and ($1::text is null or $1::text = any (roles))
              and ($2::uuid[] is null or site_ids is null or site_ids && $2::uuid[])
              and ($3::text is null or (display_name, person_id) > ($3::text, $4::uuid))
            order by display_name, person_id limit $5
            """,
            [role, db.Caller.SiteIds?.ToArray(), after?.Key, after?.Id, Cursor.Limit(limit) + 1],
            cancellationToken);
        var page = Cursor.Cut(rows, Cursor.Limit(limit), row => new Cursor(row.DisplayName, row.PersonId));
        return TypedResults.Ok(new Page<StaffItem>(
            [.. page.Items.Select(row => new StaffItem(
                row.PersonId, row.DisplayName, row.Roles, row.SiteIds, row.Credential, row.NeedsCosign))],
            page.Next));
    }

    private sealed record Row(
        Guid PersonId, string DisplayName, string[] Roles, Guid[] SiteIds, string? Credential, bool NeedsCosign);
}
