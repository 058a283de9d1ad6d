using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Organization;

/// <param name="SupportPhone">The number a patient may call in office hours.</param>
public sealed record OrganizationDetails(Guid Id, string Name, string SupportPhone);

public static class GetOrganization
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/organization", HandleAsync)
        .WithName(nameof(GetOrganization)).WithTags("Organization")
        .WithSummary("Shows the caller's organization. The ETag is for changing it.")
        .RequireRoles(Roles.Memberships)
        .Audited("organization.show")
        .ReadsNoChart("The organization.")
        .Produces<OrganizationDetails>().ProducesProblem(404);

    private static async Task<IResult> HandleAsync(HttpResponse response, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (await db.QuerySingleAsync<Row>(
            "select organization_id as id, name, support_phone, version from organizations", [], cancellationToken) is not { } row)
        {
            return Problems.NotFound("organization");
        }

        response.SetEntityTag(row.Version);
        return TypedResults.Ok(new OrganizationDetails(row.Id, row.Name, row.SupportPhone));
    }

    private sealed record Row(Guid Id, string Name, string SupportPhone, long Version);
}
