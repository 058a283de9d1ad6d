using FluentValidation;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Scheduling.Features.Sessions;

/// <param name="Kind">individual, or a kind of group session that a few patients make up for.</param>
/// <param name="RoomId">Missing for sessions by telehealth or elsewhere.</param>
/// <param name="ClinicalMinutes">What of the minutes counts towards the weekly dose.</param>
public sealed record CreateSessionRequest(
    Guid SiteId,
    string Kind,
    Guid StaffId,
    Guid? RoomId,
    DateTimeOffset StartsAt,
    int Minutes,
    int ClinicalMinutes,
    IReadOnlyList<Guid> EpisodeIds);

public static class CreateSession
{
    private const int EpisodesMax = 30;
    private const int MinutesMax = 12 * 60;

    private sealed class Validator : AbstractValidator<CreateSessionRequest>
    {
        public Validator()
        {
            RuleFor(request => request.SiteId).NotEmpty();
            RuleFor(request => request.Kind).Must(SessionKinds.All.Contains)
                .WithMessage(SessionKinds.Explain(SessionKinds.All));
            RuleFor(request => request.StaffId).NotEmpty();
            RuleFor(request => request.StartsAt).Must(PlannableDates.Contains).WithMessage(PlannableDates.Explanation);
            RuleFor(request => request.Minutes).InclusiveBetween(1, MinutesMax);
            RuleFor(request => request.ClinicalMinutes).GreaterThanOrEqualTo(0).LessThanOrEqualTo(request => request.Minutes);
            RuleFor(request => request.EpisodeIds).NotEmpty()
                .Must(ids => ids is null || (ids.Count <= EpisodesMax && ids.Distinct().Count() == ids.Count))
                .WithMessage($"A session has 1 to {EpisodesMax} different episodes.");
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/sessions", (CreateSessionRequest request, TenantDatabase db, CancellationToken cancellationToken) =>
            Contention.RepeatAsync(() => HandleAsync(request, db, cancellationToken), cancellationToken))
        .WithName(nameof(CreateSession)).WithTags("Sessions").WithSummary("Books a session outside of groups: individual, family or make-up.")
        .RequireRoles(Roles.Therapist, Roles.SiteManager)
        .Audited("session.create")
        .Validated(new Validator())
        .CreatesOnce(id => $"/api/scheduling/sessions/{id}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    internal static IResult? Refuse(CreateSessionRequest request, Place place, IReadOnlyList<EpisodeRecord> episodes)
    {
        if (!place.StaffFound)
        {
            return Problems.NotFound("staff member");
        }

        if (request.RoomId is not null && place.Room is null)
        {
            return Problems.NotFound("room at the site");
        }

        if (episodes.Count < request.EpisodeIds.Count)
        {
            return Problems.NotFound("episode");
        }

        if (!place.StaffAtSite)
        {
            return Problems.Rule("staff-not-at-site", "The staff member does not work at the site.", "staffId");
        }

        if (place.RoomSeats < request.EpisodeIds.Count)
        {
            return Problems.Rule("room-too-small", $"The room has {place.RoomSeats} seats.", "roomId");
        }

        if (episodes.Any(episode => episode.SiteId != request.SiteId))
        {
            return Problems.Rule("wrong-site", "An episode belongs to another site.", "episodeIds");
        }

        return episodes.Any(episode => episode.ClosedOn is not null)
            ? Problems.Rule("episode-closed", "An episode is closed.", "episodeIds")
            : null;
    }

    private static async Task<IResult> HandleAsync(
        CreateSessionRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (await PlaceAsync(request, db, cancellationToken) is not { } place)
        {
            return Problems.NotFound("site");
        }

        var episodes = await db.EpisodesAsync(request.EpisodeIds, cancellationToken);
        if (Refuse(request, place, episodes) is { } refusal)
        {
            return refusal;
        }

        var endsAt = request.StartsAt.AddMinutes(request.Minutes);
        var clash = await GroupClash.FindAsync(
            db, request.RoomId, request.StaffId, request.StartsAt, endsAt, cancellationToken);
        if (clash is not null)
        {
            return clash;
        }

        try
        {
            return await SaveAsync(request, place, episodes, db, cancellationToken);
        }
        catch (PostgresException exception) when (DoubleBooking.Is(exception))
        {
            return DoubleBooking.Refuse(exception, "roomId", "staffId");
        }
    }

    private static async Task<IResult> SaveAsync(
        CreateSessionRequest request,
        Place place,
        IReadOnlyList<EpisodeRecord> episodes,
        TenantDatabase db,
        CancellationToken cancellationToken)
    {
        var clock = SiteClock.Of(place.TimeZone);
        var monday = clock.MondayOf(request.StartsAt);
        var (from, to) = clock.Week(monday);
        var weeks = (await db.WeekSessionsAsync(request.EpisodeIds, from, to, cancellationToken))
            .Where(session => session.Booked)
            .ToLookup(session => session.EpisodeId);
        var schedules = await db.SchedulesAsync(request.EpisodeIds, monday, monday, cancellationToken);

        var write = db.Write();
        var id = Guid.CreateVersion7(write.Now);
        foreach (var episode in episodes)
        {
            write.Claim(episode);
        }

        write.Add(
            """
            insert into sessions (organization_id, id, site_id, kind, staff_id, room_id, local_start, starts_at, ends_at,
                                  clinical_minutes, version)
            values ($1, $2, $3, $4, $5, $6::uuid, $7, $8, $9, $10, 1)
            """,
            write.Caller.OrganizationId,
            id,
            request.SiteId,
            request.Kind,
            request.StaffId,
            request.RoomId,
            DateTime.SpecifyKind(clock.Local(request.StartsAt).DateTime, DateTimeKind.Unspecified),
            request.StartsAt,
            request.StartsAt.AddMinutes(request.Minutes),
            request.ClinicalMinutes);
        foreach (var episode in episodes)
        {
            var session = Booked(id, request, place, episode.Id);
            write
                .Book(episode, [id])
                .SaveWeek(
                    episode,
                    monday,
                    schedules.SingleOrDefault(schedule => schedule.EpisodeId == episode.Id),
                    [.. weeks[episode.Id].Append(session).OrderBy(each => each.StartsAt)])
                .Audit("session", id, episode.PatientId);
        }

        await write.Created(id).CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/scheduling/sessions/{id}", new Created(id));
    }

    private static WeekSession Booked(Guid id, CreateSessionRequest request, Place place, Guid episodeId) => new(
        episodeId,
        id,
        null,
        null,
        request.Kind,
        request.StartsAt,
        request.StartsAt.AddMinutes(request.Minutes),
        request.ClinicalMinutes,
        request.StaffId,
        place.StaffName,
        place.Room,
        Canceled: false,
        SessionVersion: 1,
        Booked: true,
        Enrolled: false,
        Attended: false);

    private static Task<Place?> PlaceAsync(
        CreateSessionRequest request, TenantDatabase db, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<Place>(
            """
            select z.time_zone, f.id is not null as staff_found, f.display_name as staff_name,
                   coalesce(cardinality(f.site_ids) = 0 or z.id = any(f.site_ids), false) as staff_at_site,
                   r.name as room, r.seats as room_seats
            from sites z
            left join staff f on f.organization_id = z.organization_id and f.id = $2 and f.active
            left join rooms r on r.organization_id = z.organization_id and r.id = $3::uuid and r.site_id = z.id
            where z.id = $1
            """,
            [request.SiteId, request.StaffId, request.RoomId],
            cancellationToken);

    internal sealed record Place(
        string TimeZone, bool StaffFound, string? StaffName, bool StaffAtSite, string? Room, int? RoomSeats);
}
