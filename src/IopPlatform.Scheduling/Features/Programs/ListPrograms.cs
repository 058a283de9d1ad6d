using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Features.Programs;

public sealed record ProgramDetails(
    Guid Id,
    Guid SiteId,
    string Name,
    string LevelOfCare,
    string AgeGroup,
    int MinimumWeeklyMinutes,
    bool Active,
    IReadOnlyList<ProgramTrack> Tracks);

public sealed record ProgramTrack(Guid Id, string Name);

public static class ListPrograms
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/programs", HandleAsync)
        .WithName(nameof(ListPrograms)).WithTags("Programs").WithSummary("Lists programs by name, of one site or of all within reach.")
        .RequireRoles(Roles.Staff)
        .Audited("program.list")
        .ReadsNoChart("Programs and tracks.")
        .Produces<Page<ProgramDetails>>(200).ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        Guid? siteId, string? cursor, int? limit, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!NameCursor.TryParse(cursor, out var after, out var problem))
        {
            return problem!;
        }

        var take = Cursor.Limit(limit);
        var rows = await db.QueryAsync<ProgramRecord>(
            $"""
            select {ProgramRecord.Columns} from programs p
            where ($1::uuid is null or p.site_id = $1) and ($2::text is null or (p.name, p.id) > ($2, $3::uuid))
            order by p.name, p.id limit $4
            """,
            [siteId, after?.Key, after?.Id, take + 1],
            cancellationToken);
        var page = Cursor.Cut(rows, take, row => new Cursor(row.Name, row.Id));
        return TypedResults.Ok(new Page<ProgramDetails>([.. page.Items.Select(Details)], page.Next));
    }

    private static ProgramDetails Details(ProgramRecord row) => new(
        row.Id,
        row.SiteId,
        row.Name,
        row.LevelOfCare,
        row.AgeGroup,
        row.MinimumWeeklyMinutes,
        row.Active,
        [.. row.Tracks.Select(track => new ProgramTrack(track.TrackId, track.Name))]);
}
