using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Staff;

public static class ListMemberships
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/memberships", HandleAsync)
        .WithName(nameof(ListMemberships)).WithTags("Staff")
        .WithSummary("Lists the staff that the caller manages or watches, by name, ended memberships included; with active, only those.")
        .RequireRoles(Roles.Administrator, Roles.SiteManager, Roles.ComplianceOfficer)
        .Audited("staff.list-memberships")
        .ReadsNoChart("Colleagues.")
        .Produces<Page<StaffMemberDetails>>().ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        TenantDatabase db, TimeProvider time, bool? active, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        if (!Cursor.TryParse(cursor, out var after))
        {
            return Problems.Field("cursor", "This is not a cursor that this service gave out.");
        }

        var rows = await StaffRow.ReadAsync(
            db,
            """
            ($3::boolean is null or m.active = $3) and ($4::text is null or (m.display_name, m.person_id) > ($4::text, $5::uuid))
            order by m.display_name, m.person_id limit $6
            """,
            time.GetUtcNow(),
            cancellationToken,
            active,
            after?.Key,
            after?.Id,
            Cursor.Limit(limit) + 1);
        var page = Cursor.Cut(rows, Cursor.Limit(limit), row => new Cursor(row.DisplayName, row.PersonId));
        return TypedResults.Ok(new Page<StaffMemberDetails>([.. page.Items.Select(row => row.Details)], page.Next));
    }
}
