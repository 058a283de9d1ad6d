using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Identity.Features.Directory;

/// <param name="TimeZone">IANA zone id.</param>
public sealed record SiteItem(Guid Id, string Name, string TimeZone, string Phone);

public static class ListSites
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/sites", HandleAsync)
        .WithName(nameof(ListSites)).WithTags("Sites").WithSummary("Lists the open sites within the caller's reach, by name.")
        .RequireRoles(Roles.All)
        .Audited("site.list")
        .ReadsNoChart("Sites.")
        .Produces<Page<SiteItem>>().ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        TenantDatabase db, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        if (!Cursor.TryParse(cursor, out var after))
        {
            return Problems.Field("cursor", "This is not a cursor that this service gave out.");
        }

        var rows = await db.QueryAsync<SiteItem>(
            """
            select id, name, time_zone, phone from sites
            where active and ($1::text is null or (name, id) > ($1::text, $2::uuid))
            order by name, id limit $3
            """,
            [after?.Key, after?.Id, Cursor.Limit(limit) + 1],
            cancellationToken);
        return TypedResults.Ok(Cursor.Cut(rows, Cursor.Limit(limit), row => new Cursor(row.Name, row.Id)));
    }
}
