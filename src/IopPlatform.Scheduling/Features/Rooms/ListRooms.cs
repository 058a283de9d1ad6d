using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Features.Rooms;

public sealed record RoomDetails(Guid Id, Guid SiteId, string Name, int Seats);

public static class ListRooms
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/rooms", HandleAsync)
        .WithName(nameof(ListRooms)).WithTags("Rooms").WithSummary("Lists rooms by name, of one site or of all within reach.")
        .RequireRoles(Roles.Staff)
        .Audited("room.list")
        .ReadsNoChart("Rooms.")
        .Produces<Page<RoomDetails>>(200).ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        Guid? siteId, string? cursor, int? limit, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!NameCursor.TryParse(cursor, out var after, out var problem))
        {
            return problem!;
        }

        var take = Cursor.Limit(limit);
        var rows = await db.QueryAsync<RoomDetails>(
            """
            select id, site_id, name, seats from rooms
            where ($1::uuid is null or site_id = $1) and ($2::text is null or (name, id) > ($2, $3::uuid))
            order by name, id limit $4
            """,
            [siteId, after?.Key, after?.Id, take + 1],
            cancellationToken);
        return TypedResults.Ok(Cursor.Cut(rows, take, row => new Cursor(row.Name, row.Id)));
    }
}
