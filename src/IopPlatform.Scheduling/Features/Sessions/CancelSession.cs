using FluentValidation;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Features.Sessions;

public sealed record CancelSessionRequest(string Reason);

/// <summary>
/// A canceled session frees its room and its staff member, and stays in the weeks of those who were booked, marked. It is not
/// made again from the group's slot.
/// </summary>
public static class CancelSession
{
    private sealed class Validator : AbstractValidator<CancelSessionRequest>
    {
        public Validator() => RuleFor(request => request.Reason).IsPlainText(500);
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/sessions/{id:guid}/cancel", (
            Guid id, CancelSessionRequest request, TenantDatabase db, CancellationToken cancellationToken) =>
            Contention.RepeatAsync(() => HandleAsync(id, request, db, cancellationToken), cancellationToken))
        .WithName(nameof(CancelSession)).WithTags("Sessions").WithSummary("Cancels a session. Repeating it changes nothing.")
        .RequireRoles(Roles.Therapist, Roles.SiteManager)
        .Audited("session.cancel")
        .Validated(new Validator())
        .Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        Guid id, CancelSessionRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        var session = await db.QuerySingleAsync<SessionToCancel>(
            """
            select s.starts_at, s.version, s.canceled_at is not null as canceled, z.time_zone,
                   exists (select from attendance a
                           where a.organization_id = s.organization_id and a.session_id = s.id
                             and a.status in ('checked-in', 'attended', 'partial')) as attended
            from sessions s join sites z on z.organization_id = s.organization_id and z.id = s.site_id
            where s.id = $1
            """,
            [id],
            cancellationToken);
        if (session is null)
        {
            return Problems.NotFound("session");
        }

        if (session.Canceled)
        {
            return TypedResults.NoContent();
        }

        if (session.Attended)
        {
            return Problems.Rule("session-attended", "Somebody is or was at this session; correct the attendance first.");
        }

        await SaveAsync(id, request, session, db, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task SaveAsync(
        Guid id, CancelSessionRequest request, SessionToCancel session, TenantDatabase db, CancellationToken cancellationToken)
    {
        var booked = await db.QueryAsync<Guid>(
            "select episode_id from bookings where session_id = $1 and canceled_at is null order by episode_id",
            [id],
            cancellationToken);
        var episodes = await db.EpisodesAsync(booked, cancellationToken);
        var clock = SiteClock.Of(session.TimeZone);
        var monday = clock.MondayOf(session.StartsAt);
        var (from, to) = clock.Week(monday);
        var weeks = (await db.WeekSessionsAsync(booked, from, to, cancellationToken))
            .Where(each => each.Booked)
            .Select(each => each.SessionId == id ? each with { Canceled = true } : each)
            .ToLookup(each => each.EpisodeId);
        var schedules = await db.SchedulesAsync(booked, monday, monday, cancellationToken);

        var write = db.Write();
        foreach (var episode in episodes)
        {
            write.Claim(episode);
        }

        write
            .ChangeOne(
                "update sessions set canceled_at = $3, cancel_reason = $4, version = version + 1 where id = $1 and version = $2",
                id, session.Version, write.Now, SchedulingFields.CancelReason.Seal(id, request.Reason.Trim()))
            // Who was booked, or checked in, after the roster was read holds the session's row until then; now it shows.
            .Add(
                """
                select iop.must_be_one(case when
                    (select coalesce(array_agg(episode_id order by episode_id), '{}')
                     from bookings where session_id = $1 and canceled_at is null) = $2::uuid[]
                    and not exists (select from attendance
                                    where session_id = $1 and status in ('checked-in', 'attended', 'partial'))
                    then 1 else 0 end)
                """,
                id, booked)
            .Audit("session", id);
        foreach (var episode in episodes)
        {
            var schedule = schedules.SingleOrDefault(week => week.EpisodeId == episode.Id);
            write.SaveWeek(episode, monday, schedule, [.. weeks[episode.Id]]);
        }

        await write.CommitAsync(cancellationToken);
    }

    private sealed record SessionToCancel(DateTimeOffset StartsAt, long Version, bool Canceled, string TimeZone, bool Attended);
}
