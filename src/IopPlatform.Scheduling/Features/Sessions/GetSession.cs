using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Encryption;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Features.Sessions;

/// <summary>A session with everybody who is expected, or whose attendance was recorded. Times carry the site's offset.</summary>
public sealed record SessionDetails(
    Guid Id,
    Guid SiteId,
    string TimeZone,
    Guid? GroupId,
    string? Name,
    string Kind,
    Guid StaffId,
    string Staff,
    Guid? RoomId,
    string? Room,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    int ClinicalMinutes,
    bool Canceled,
    string? CancelReason,
    IReadOnlyList<RosterEntry> Roster);

/// <param name="Status">expected while nothing is recorded, else as in attendance.</param>
public sealed record RosterEntry(
    Guid EpisodeId,
    Guid PatientId,
    string PatientName,
    string Status,
    DateTimeOffset? ArrivedAt,
    DateTimeOffset? LeftAt,
    int AttendedMinutes);

public static class GetSession
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/sessions/{id:guid}", HandleAsync)
        .WithName(nameof(GetSession)).WithTags("Sessions").WithSummary("Shows a session with its roster.")
        .RequireRoles(Roles.Staff)
        .Audited("session.read")
        .ReadsChart("roster")
        .Produces<SessionDetails>(200).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid id, TenantDatabase db, ChartReads reads, CancellationToken cancellationToken)
    {
        var session = await db.QuerySingleAsync<SessionRow>(
            """
            select s.id, s.site_id, z.time_zone, s.group_id, g.name, s.kind, s.staff_id, f.display_name as staff, s.room_id,
                   r.name as room, s.starts_at, s.ends_at, s.clinical_minutes,
                   s.canceled_at is not null as canceled, s.cancel_reason
            from sessions s
            join sites z on z.organization_id = s.organization_id and z.id = s.site_id
            join staff f on f.organization_id = s.organization_id and f.id = s.staff_id
            left join groups g on g.organization_id = s.organization_id and g.id = s.group_id
            left join rooms r on r.organization_id = s.organization_id and r.id = s.room_id
            where s.id = $1
            """,
            [id],
            cancellationToken);
        if (session is null)
        {
            return Problems.NotFound("session");
        }

        var roster = await db.QueryAsync<RosterEntry>(
            """
            select b.episode_id, b.patient_id,
                   coalesce(coalesce(p.preferred_name, p.given_name) || ' ' || p.family_name, 'Name not known yet')
                       as patient_name,
                   coalesce(a.status, 'expected') as status, a.arrived_at, a.left_at,
                   coalesce(a.attended_minutes, 0) as attended_minutes
            from bookings b
            left join patients p on p.organization_id = b.organization_id and p.id = b.patient_id
            left join attendance a
                on a.organization_id = b.organization_id and a.session_id = b.session_id and a.episode_id = b.episode_id
            where b.session_id = $1 and (b.canceled_at is null or a.id is not null)
            order by p.family_name, p.given_name, b.episode_id
            """,
            [id],
            cancellationToken);
        await reads.RecordAsync(roster.Select(entry => entry.PatientId), "roster", cancellationToken);
        return TypedResults.Ok(session.With(roster));
    }

    private sealed record SessionRow(
        Guid Id,
        Guid SiteId,
        string TimeZone,
        Guid? GroupId,
        string? Name,
        string Kind,
        Guid StaffId,
        string Staff,
        Guid? RoomId,
        string? Room,
        DateTimeOffset StartsAt,
        DateTimeOffset EndsAt,
        int ClinicalMinutes,
        bool Canceled,
        SealedText? CancelReason)
    {
        public SessionDetails With(IReadOnlyList<RosterEntry> roster)
        {
            var clock = SiteClock.Of(TimeZone);
            return new SessionDetails(
                Id,
                SiteId,
                TimeZone,
                GroupId,
                Name,
                Kind,
                StaffId,
                Staff,
                RoomId,
                Room,
                clock.Local(StartsAt),
                clock.Local(EndsAt),
                ClinicalMinutes,
                Canceled,
                CancelReason?.Open(SchedulingFields.CancelReason, Id),
                [.. roster.Select(entry => Local(entry, clock))]);
        }

        private static RosterEntry Local(RosterEntry entry, SiteClock clock) => entry with
        {
            ArrivedAt = entry.ArrivedAt is { } arrived ? clock.Local(arrived) : null,
            LeftAt = entry.LeftAt is { } left ? clock.Local(left) : null,
        };
    }
}
