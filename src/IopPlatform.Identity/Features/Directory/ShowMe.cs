using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Directory;

public sealed record OrganizationName(Guid Id, string Name);

public sealed record ReachableSite(Guid Id, string Name, string TimeZone);

/// <param name="Email">Null for a partner system.</param>
/// <param name="Sites">The open sites that the token reaches.</param>
public sealed record Me(
    string Subject,
    string DisplayName,
    string? Email,
    OrganizationName Organization,
    IReadOnlyList<string> Roles,
    IReadOnlyList<ReachableSite> Sites,
    Guid? PatientId);

public static class ShowMe
{
    private const int SitesMax = 500;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/me", HandleAsync)
        .WithName(nameof(ShowMe)).WithTags("Sign-in").WithSummary("Shows who the token speaks for, and where.")
        .RequireRoles(Roles.All)
        .Audited("me.show")
        .ReadsNoChart("The caller.", namesPatients: true)
        .Produces<Me>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(TenantDatabase db, CancellationToken cancellationToken)
    {
        var caller = db.Caller;
        if (await db.QuerySingleAsync<OrganizationName>(
            "select organization_id as id, name from organizations", [], cancellationToken) is not { } organization)
        {
            return Problems.NotFound("organization");
        }

        var name = await db.QuerySingleAsync<Names>(
            """
            select display_name, email from patient_accounts where patient_id = $2::uuid
            union all
            select display_name, email from memberships where person_id = $1::uuid and $2::uuid is null
            """,
            [caller.StaffId, caller.PatientId],
            cancellationToken);
        var sites = await db.QueryAsync<ReachableSite>(
            "select id, name, time_zone from sites where active order by name, id limit $1", [SitesMax], cancellationToken);
        return TypedResults.Ok(new Me(
            caller.Subject, name?.DisplayName ?? caller.Subject, name?.Email, organization, caller.Roles, sites, caller.PatientId));
    }

    private sealed record Names(string DisplayName, string Email);
}
