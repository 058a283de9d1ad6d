using System.Globalization;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Features.Groups;

public sealed record GroupDetails(
    Guid Id,
    Guid ProgramId,
    Guid SiteId,
    Guid? TrackId,
    string Name,
    string Kind,
    Guid RoomId,
    string Room,
    Guid FacilitatorId,
    string Facilitator,
    DateOnly StartsOn,
    int SeatsMax,
    int SeatsTaken,
    int SeatsFree,
    IReadOnlyList<GroupSlot> Slots);

public static class ListGroups
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/groups", HandleAsync)
        .WithName(nameof(ListGroups)).WithTags("Groups").WithSummary("Lists groups by name with their seats, of one program or of all within reach.")
        .RequireRoles(Roles.Staff)
        .Audited("group.list")
        .ReadsNoChart("Groups and their free seats.")
        .Produces<Page<GroupDetails>>(200).ProducesProblem(400);

    private static async Task<IResult> HandleAsync(
        Guid? programId, string? cursor, int? limit, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (!NameCursor.TryParse(cursor, out var after, out var problem))
        {
            return problem!;
        }

        var take = Cursor.Limit(limit);
        var rows = await db.QueryAsync<GroupRow>(
            """
            select g.id, g.program_id, g.site_id, g.track_id, g.name, g.kind, g.room_id, r.name as room, g.facilitator_id,
                   f.display_name as facilitator, g.starts_on, g.seats_max, g.seats_taken,
                   (select json_agg(json_build_object(
                               'weekMinute', s.week_minute, 'minutes', s.minutes, 'clinicalMinutes', s.clinical_minutes)
                           order by s.week_minute)::text
                    from group_slots s where s.organization_id = g.organization_id and s.group_id = g.id) as slots_json
            from groups g
            join rooms r on r.organization_id = g.organization_id and r.id = g.room_id
            join staff f on f.organization_id = g.organization_id and f.id = g.facilitator_id
            where ($1::uuid is null or g.program_id = $1) and ($2::text is null or (g.name, g.id) > ($2, $3::uuid))
            order by g.name, g.id limit $4
            """,
            [programId, after?.Key, after?.Id, take + 1],
            cancellationToken);
        var page = Cursor.Cut(rows, take, row => new Cursor(row.Name, row.Id));
        return TypedResults.Ok(new Page<GroupDetails>([.. page.Items.Select(Details)], page.Next));
    }

    private static GroupDetails Details(GroupRow row) => new(
        row.Id,
        row.ProgramId,
        row.SiteId,
        row.TrackId,
        row.Name,
        row.Kind,
        row.RoomId,
        row.Room,
        row.FacilitatorId,
        row.Facilitator,
        row.StartsOn,
        row.SeatsMax,
        row.SeatsTaken,
        row.SeatsMax - row.SeatsTaken,
        [.. Json.Read<WeeklySlot[]>(row.SlotsJson).Select(Slot)]);

    private static GroupSlot Slot(WeeklySlot slot) => new(
        slot.DayOfWeek,
        slot.StartsAt.ToString("HH:mm", CultureInfo.InvariantCulture),
        slot.Minutes,
        slot.ClinicalMinutes);

    private sealed record GroupRow(
        Guid Id,
        Guid ProgramId,
        Guid SiteId,
        Guid? TrackId,
        string Name,
        string Kind,
        Guid RoomId,
        string Room,
        Guid FacilitatorId,
        string Facilitator,
        DateOnly StartsOn,
        int SeatsMax,
        int SeatsTaken,
        string SlotsJson);
}
