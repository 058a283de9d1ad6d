using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Sites;

/// <param name="TimeZone">IANA zone id.</param>
/// <param name="Active">False for a closed site.</param>
public sealed record SiteDetails(Guid Id, string Name, string TimeZone, string Phone, bool Active);

public static class GetSite
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/sites/{id:guid}", HandleAsync)
        .WithName(nameof(GetSite)).WithTags("Sites")
        .WithSummary("Shows a site, closed ones included. The ETag is for changing it.")
        .RequireRoles(Roles.Memberships)
        .Audited("site.show")
        .ReadsNoChart("A site.")
        .Produces<SiteDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, HttpResponse response, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (await db.QuerySingleAsync<Row>(
            "select id, name, time_zone, phone, active, version from sites where id = $1", [id], cancellationToken) is not { } row)
        {
            return Problems.NotFound("site");
        }

        response.SetEntityTag(row.Version);
        return TypedResults.Ok(new SiteDetails(row.Id, row.Name, row.TimeZone, row.Phone, row.Active));
    }

    private sealed record Row(Guid Id, string Name, string TimeZone, string Phone, bool Active, long Version);
}
