using System.Globalization;
using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Features.Sessions;

/// <param name="Booked">How many episodes are expected.</param>
public sealed record SessionSummary(
    Guid Id,
    Guid SiteId,
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
    int Booked,
    bool Canceled);

public static class ListSessions
{
    private const int DaysByDefault = 7;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/sessions", HandleAsync)
        .WithName(nameof(ListSessions)).WithTags("Sessions")
        .WithSummary("Lists a site's sessions by start; by default those of the next seven days.")
        .WithDescription("from and to are days at the site (to inclusive) or instants (to exclusive).")
        .RequireRoles(Roles.Staff)
        .Audited("session.list")
        .ReadsNoChart("Sessions with the number of those expected; the roster is a view of its own.")
        .Produces<Page<SessionSummary>>(200).ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid? siteId,
        string? from,
        string? to,
        string? cursor,
        int? limit,
        TenantDatabase db,
        CancellationToken cancellationToken)
    {
        if (siteId is null)
        {
            return Problems.Field("siteId", "Name the site whose sessions are listed.");
        }

        if (await db.SiteClockAsync(siteId.Value, cancellationToken) is not { } clock)
        {
            return Problems.NotFound("site");
        }

        var today = clock.DateOf(db.Write().Now);
        if (!TryParse(from, clock, 0, clock.StartOf(today), out var start))
        {
            return Problems.Field("from", "This must be a day such as 2026-03-09 or an instant with offset.");
        }

        if (!TryParse(to, clock, 1, start.AddDays(DaysByDefault), out var end))
        {
            return Problems.Field("to", "This must be a day such as 2026-03-09 or an instant with offset.");
        }

        if (!TryParse(cursor, out var after, out var afterId))
        {
            return Problems.Field("cursor", "This is not a cursor that this service gave out.");
        }

        var take = Cursor.Limit(limit);
        var rows = await db.QueryAsync<SessionSummary>(
            """
            select s.id, s.site_id, s.group_id, g.name, s.kind, s.staff_id, f.display_name as staff, s.room_id,
                   r.name as room, s.starts_at, s.ends_at, s.clinical_minutes,
                   (select count(*)::int from bookings b
                    where b.organization_id = s.organization_id and b.session_id = s.id and b.canceled_at is null) as booked,
                   s.canceled_at is not null as canceled
            from sessions s
            join staff f on f.organization_id = s.organization_id and f.id = s.staff_id
            left join groups g on g.organization_id = s.organization_id and g.id = s.group_id
            left join rooms r on r.organization_id = s.organization_id and r.id = s.room_id
            where s.site_id = $1 and s.starts_at >= $2 and s.starts_at < $3
              and ($4::timestamptz is null or (s.starts_at, s.id) > ($4, $5::uuid))
            order by s.starts_at, s.id limit $6
            """,
            [siteId, start, end, after, afterId, take + 1],
            cancellationToken);
        var page = Cursor.Cut(
            rows, take, row => new Cursor(row.StartsAt.UtcTicks.ToString(CultureInfo.InvariantCulture), row.Id));
        return TypedResults.Ok(page with { Items = [.. page.Items.Select(row => Local(row, clock))] });
    }

    private static SessionSummary Local(SessionSummary row, SiteClock clock) =>
        row with { StartsAt = clock.Local(row.StartsAt), EndsAt = clock.Local(row.EndsAt) };

    private static bool TryParse(string? text, SiteClock clock, int addDays, DateTimeOffset missing, out DateTimeOffset at)
    {
        at = missing;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            var plannable = PlannableDates.Contains(day);
            at = plannable ? clock.StartOf(day.AddDays(addDays)) : missing;
            return plannable;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at)
            && PlannableDates.Contains(at);
    }

    private static bool TryParse(string? cursor, out DateTimeOffset? after, out Guid? id)
    {
        (after, id) = (null, null);
        if (!Cursor.TryParse(cursor, out var parsed))
        {
            return false;
        }

        if (parsed is null)
        {
            return true;
        }

        if (!long.TryParse(parsed.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > PlannableDates.End.UtcTicks)
        {
            return false;
        }

        (after, id) = (new DateTimeOffset(ticks, TimeSpan.Zero), parsed.Id);
        return true;
    }
}
