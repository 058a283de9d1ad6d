using IopPlatform.Contracts.Scheduling.V1;
using IopPlatform.Intake.Domain;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Intake.Features.Programs;

/// <param name="SeatsFree">Free seats of all groups of the program together; null while no group is known.</param>
public sealed record ProgramListed(
    Guid Id, Guid SiteId, string Name, string LevelOfCare, string AgeGroup, IReadOnlyList<ProgramTrack> Tracks, int? SeatsFree);

public sealed record ProgramTrack(Guid Id, string Name);

/// <summary>The programs a patient may be admitted to, as Scheduling has announced them.</summary>
public static class ListPrograms
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/programs", HandleAsync)
        .WithName("ListAdmittingPrograms")
        .WithTags("Programs")
        .WithSummary("Lists the active programs with their tracks and free seats.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.MedicalDirector, Roles.SiteManager)
        .Audited("program.list")
        .ReadsNoChart("Programs and their free seats.")
        .Produces<Page<ProgramListed>>().ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        Guid? siteId, string? cursor, int? limit, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!Cursor.TryParse(cursor, out var after) || !FieldRules.IsStorable(after?.Key))
            return Problems.Field("cursor", "This is not a cursor of this list.");

        var size = Cursor.Limit(limit);
        var rows = await db.QueryAsync<Row>(
            """
            select p.id, p.site_id, p.name, p.level_of_care, p.age_group, p.tracks::text as tracks,
                   (select sum(greatest(g.seats_max - g.seats_taken, 0))::int from group_seats g
                    where g.organization_id = p.organization_id and g.program_id = p.id) as seats_free
            from programs p
            where p.active and ($1::uuid is null or p.site_id = $1) and ($2::text is null or (p.name, p.id) > ($2, $3::uuid))
            order by p.name, p.id limit $4
            """,
            [siteId, after?.Key, after?.Id, size + 1],
            cancellationToken);
        return TypedResults.Ok(Cursor.Cut(
            [.. rows.Select(Listed)], size, program => new Cursor(program.Name, program.Id)));
    }

    private static ProgramListed Listed(Row row) => new(
        row.Id, row.SiteId, row.Name, row.LevelOfCare, row.AgeGroup,
        [.. Json.Read<TrackOffered[]>(row.Tracks).Select(track => new ProgramTrack(track.TrackId, track.Name))], row.SeatsFree);

    private sealed record Row(
        Guid Id, Guid SiteId, string Name, string LevelOfCare, string AgeGroup, string Tracks, int? SeatsFree);
}
