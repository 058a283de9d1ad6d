using FluentValidation;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;
using Npgsql;

namespace IopPlatform.Scheduling.Features.Groups;

/// <param name="Kind">group, family, workshop, skills, mindfulness, art, music or medication.</param>
/// <param name="StartsOn">First day on which it may take place.</param>
public sealed record CreateGroupRequest(
    Guid ProgramId,
    Guid? TrackId,
    string Name,
    string Kind,
    Guid RoomId,
    Guid FacilitatorId,
    int SeatsMax,
    IReadOnlyList<GroupSlot> Slots,
    DateOnly StartsOn);

/// <param name="DayOfWeek">monday to sunday.</param>
/// <param name="StartsAt">Wall-clock time at the site, for example 09:00.</param>
/// <param name="ClinicalMinutes">What of the minutes counts towards the weekly dose.</param>
public sealed record GroupSlot(string DayOfWeek, string StartsAt, int Minutes, int ClinicalMinutes)
{
    internal WeeklySlot ToWeekly() =>
        WeeklySlot.TryParseTime(StartsAt, out var time)
            ? new WeeklySlot(WeeklySlot.MinuteOfWeek(DayOfWeek, time), Minutes, ClinicalMinutes)
            : throw new FormatException("A slot's time was not validated.");
}

public static class CreateGroup
{
    private const int SlotsMax = 21;
    private const int SeatsMaxMax = 100;

    private sealed class Validator : AbstractValidator<CreateGroupRequest>
    {
        public Validator()
        {
            RuleFor(request => request.ProgramId).NotEmpty();
            RuleFor(request => request.Name).IsPlainText(100);
            RuleFor(request => request.Kind).Must(SessionKinds.OfGroups.Contains)
                .WithMessage(SessionKinds.Explain(SessionKinds.OfGroups));
            RuleFor(request => request.RoomId).NotEmpty();
            RuleFor(request => request.FacilitatorId).NotEmpty();
            RuleFor(request => request.SeatsMax).InclusiveBetween(1, SeatsMaxMax);
            RuleFor(request => request.StartsOn).Must(PlannableDates.Contains).WithMessage(PlannableDates.Explanation);
            RuleFor(request => request.Slots).NotEmpty().Must(slots => slots is null || slots.Count <= SlotsMax)
                .WithMessage($"A group has 1 to {SlotsMax} slots a week.");
            RuleForEach(request => request.Slots).NotNull().SetValidator(new SlotValidator());
        }
    }

    private sealed class SlotValidator : AbstractValidator<GroupSlot>
    {
        public SlotValidator()
        {
            RuleFor(slot => slot.DayOfWeek).Must(WeeklySlot.IsDay).WithMessage("This must be a day, monday to sunday.");
            RuleFor(slot => slot.StartsAt).Must(text => WeeklySlot.TryParseTime(text, out _))
                .WithMessage("This must be a time such as 09:00.");
            RuleFor(slot => slot.Minutes).InclusiveBetween(1, WeeklySlot.MinutesOfDay);
            RuleFor(slot => slot.Minutes)
                .Must((slot, minutes) => !WeeklySlot.TryParseTime(slot.StartsAt, out var time)
                    || time.ToTimeSpan().TotalMinutes + minutes <= WeeklySlot.MinutesOfDay)
                .WithMessage("A session may not run past midnight.");
            RuleFor(slot => slot.ClinicalMinutes).GreaterThanOrEqualTo(0).LessThanOrEqualTo(slot => slot.Minutes);
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/groups", HandleAsync)
        .WithName(nameof(CreateGroup)).WithTags("Groups").WithSummary("Sets up a group with its weekly times, room and facilitator.")
        .RequireRoles(Roles.SiteManager)
        .Audited("group.create")
        .Validated(new Validator())
        .CreatesOnce(id => $"/api/scheduling/groups/{id}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    /// <summary>What must hold before the database has its say; null when nothing speaks against the group.</summary>
    internal static IResult? Refuse(CreateGroupRequest request, Facts facts, IReadOnlyList<SingleSession> sessions)
    {
        if (!facts.RoomFound)
        {
            return Problems.NotFound("room at the program's site");
        }

        if (!facts.FacilitatorFound)
        {
            return Problems.NotFound("staff member");
        }

        if (request.TrackId is not null && !facts.TrackFound)
        {
            return Problems.NotFound("track of the program");
        }

        if (!facts.FacilitatorAtSite)
        {
            return Problems.Rule("staff-not-at-site", "The facilitator does not work at the program's site.", "facilitatorId");
        }

        if (request.SeatsMax > facts.RoomSeats)
        {
            return Problems.Rule("room-too-small", $"The room has {facts.RoomSeats} seats.", "seatsMax");
        }

        var clock = SiteClock.Of(facts.TimeZone);
        var slots = request.Slots.Select(slot => slot.ToWeekly()).ToArray();
        var clash = sessions.FirstOrDefault(session => slots.Any(
            slot => slot.Meeting(session.StartsAt, session.EndsAt, request.StartsOn, clock) is not null));
        return clash is null ? null
            : clash.RoomId == request.RoomId
                ? DoubleBooking.Room($"The room is taken on {clock.Say(clash.StartsAt)}.", "roomId")
                : DoubleBooking.Staff($"The facilitator has another session on {clock.Say(clash.StartsAt)}.", "facilitatorId");
    }

    private static async Task<IResult> HandleAsync(
        CreateGroupRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        var facts = await FactsAsync(request, db, cancellationToken);
        if (facts is null)
        {
            return Problems.NotFound("program");
        }

        var write = db.Write();
        var sessions = await db.QueryAsync<SingleSession>(
            """
            select room_id, starts_at, ends_at from sessions
            where group_id is null and canceled_at is null and ends_at > $3 and (room_id = $1 or staff_id = $2)
            """,
            [request.RoomId, request.FacilitatorId, write.Now],
            cancellationToken);
        if (Refuse(request, facts, sessions) is { } refusal)
        {
            return refusal;
        }

        var id = Guid.CreateVersion7(write.Now);
        try
        {
            await Save(write, id, request, facts.SiteId).CommitAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "group_name")
        {
            return Problems.Rule("group-name-taken", "The program has a group of this name.", "name");
        }
        catch (PostgresException exception) when (exception.ConstraintName == "group_slots_pkey")
        {
            return Problems.Field("slots", "Two slots begin at the same time.");
        }
        catch (PostgresException exception) when (DoubleBooking.Is(exception))
        {
            return DoubleBooking.Refuse(exception, "roomId", "facilitatorId");
        }

        return TypedResults.Created($"/api/scheduling/groups/{id}", new Created(id));
    }

    private static Task<Facts?> FactsAsync(CreateGroupRequest request, TenantDatabase db, CancellationToken cancellationToken) =>
        db.QuerySingleAsync<Facts>(
            """
            select p.site_id, z.time_zone,
                   r.id is not null as room_found, coalesce(r.seats, 0) as room_seats,
                   f.id is not null as facilitator_found,
                   coalesce(cardinality(f.site_ids) = 0 or p.site_id = any(f.site_ids), false) as facilitator_at_site,
                   t.id is not null as track_found
            from programs p
            join sites z on z.organization_id = p.organization_id and z.id = p.site_id
            left join rooms r on r.organization_id = p.organization_id and r.id = $2 and r.site_id = p.site_id
            left join staff f on f.organization_id = p.organization_id and f.id = $3 and f.active
            left join tracks t on t.organization_id = p.organization_id and t.id = $4::uuid and t.program_id = p.id
            where p.id = $1 and p.active
            """,
            [request.ProgramId, request.RoomId, request.FacilitatorId, request.TrackId],
            cancellationToken);

    private static WriteBatch Save(WriteBatch write, Guid id, CreateGroupRequest request, Guid siteId)
    {
        var organization = write.Caller.OrganizationId;
        write.Add(
            """
            insert into groups (organization_id, id, program_id, site_id, track_id, name, kind, room_id, facilitator_id,
                                starts_on, seats_max, seats_taken, version)
            values ($1, $2, $3, $4, $5::uuid, $6, $7, $8, $9, $10, $11, 0, 1)
            """,
            organization,
            id,
            request.ProgramId,
            siteId,
            request.TrackId,
            request.Name.Trim(),
            request.Kind,
            request.RoomId,
            request.FacilitatorId,
            request.StartsOn,
            request.SeatsMax);
        foreach (var slot in request.Slots.Select(slot => slot.ToWeekly()))
        {
            write.Add(
                """
                insert into group_slots (organization_id, group_id, site_id, room_id, facilitator_id, week_minute, minutes,
                                         clinical_minutes)
                values ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                organization,
                id,
                siteId,
                request.RoomId,
                request.FacilitatorId,
                slot.WeekMinute,
                slot.Minutes,
                slot.ClinicalMinutes);
        }

        return write
            .PublishSeats(new GroupSeats(id, request.ProgramId, siteId, request.SeatsMax, 0, 1))
            .Audit("group", id)
            .Created(id);
    }

    internal sealed record Facts(
        Guid SiteId,
        string TimeZone,
        bool RoomFound,
        int RoomSeats,
        bool FacilitatorFound,
        bool FacilitatorAtSite,
        bool TrackFound);

    /// <summary>A session outside of groups that has the room or the facilitator.</summary>
    internal sealed record SingleSession(Guid? RoomId, DateTimeOffset StartsAt, DateTimeOffset EndsAt);
}
