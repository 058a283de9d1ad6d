using FluentValidation;
using IopPlatform.Persistence.Idempotency;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Features.Enrollments;

/// <param name="From">First day on which the seat is used; days before the admission never count.</param>
public sealed record EnrollEpisodeRequest(Guid GroupId, DateOnly From);

public static class EnrollEpisode
{
    private sealed class Validator : AbstractValidator<EnrollEpisodeRequest>
    {
        public Validator()
        {
            RuleFor(request => request.GroupId).NotEmpty();
            RuleFor(request => request.From).Must(PlannableDates.Contains).WithMessage(PlannableDates.Explanation);
        }
    }

    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/episodes/{episodeId:guid}/enrollments", (
            Guid episodeId, EnrollEpisodeRequest request, TenantDatabase db, CancellationToken cancellationToken) =>
            Contention.RepeatAsync(() => HandleAsync(episodeId, request, db, cancellationToken), cancellationToken))
        .WithName(nameof(EnrollEpisode)).WithTags("Enrollments").WithSummary("Takes a seat in a group of the episode's program.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.SiteManager)
        .Audited("enrollment.create")
        .Validated(new Validator())
        .CreatesOnce(id => $"/api/scheduling/enrollments/{id}")
        .Produces<Created>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    internal static IResult? Refuse(EpisodeRecord episode, GroupToJoin group)
    {
        if (episode.ClosedOn is not null)
        {
            return Problems.Rule("episode-closed", "The episode is closed.");
        }

        if (group.ProgramId != episode.ProgramId)
        {
            return Problems.Rule("wrong-program", "The group belongs to another program than the episode.", "groupId");
        }

        if (group.TrackId is not null && episode.TrackId is not null && group.TrackId != episode.TrackId)
        {
            return Problems.Rule("wrong-track", "The group belongs to another track than the episode.", "groupId");
        }

        if (group.AlreadyEnrolled)
        {
            return Problems.Rule("already-enrolled", "The episode has a seat in this group.", "groupId");
        }

        return group.Seats.Full
            ? Problems.Rule("group-full", $"All {group.SeatsMax} seats of the group are taken.", "groupId")
            : null;
    }

    private static async Task<IResult> HandleAsync(
        Guid episodeId, EnrollEpisodeRequest request, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (await db.EpisodeAsync(episodeId, cancellationToken) is not { } episode)
        {
            return Problems.NotFound("episode");
        }

        var group = await db.QuerySingleAsync<GroupToJoin>(
            $"""
            select {GroupSeats.Columns}, g.track_id, exists (
                select from enrollments n
                where n.organization_id = g.organization_id and n.group_id = g.id and n.episode_id = $2
                  and n.until_date is null
            ) as already_enrolled
            from groups g where g.id = $1
            """,
            [request.GroupId, episodeId],
            cancellationToken);
        if (group is null)
        {
            return Problems.NotFound("group");
        }

        if (Refuse(episode, group) is { } refusal)
        {
            return refusal;
        }

        var write = db.Write();
        var id = Guid.CreateVersion7(write.Now);
        await write
            .Claim(episode)
            .ChangeSeats(group.Seats, 1)
            .Add(
                """
                insert into enrollments (organization_id, id, group_id, episode_id, patient_id, site_id, from_date, version)
                values ($1, $2, $3, $4, $5, $6, $7, 1)
                """,
                write.Caller.OrganizationId, id, group.GroupId, episodeId, episode.PatientId, episode.SiteId, request.From)
            .Audit("enrollment", id, episode.PatientId)
            .Created(id)
            .CommitAsync(cancellationToken);
        return TypedResults.Created($"/api/scheduling/enrollments/{id}", new Created(id));
    }

    internal sealed record GroupToJoin(
        Guid GroupId,
        Guid ProgramId,
        Guid SiteId,
        int SeatsMax,
        int SeatsTaken,
        long Version,
        Guid? TrackId,
        bool AlreadyEnrolled)
    {
        public GroupSeats Seats => new(GroupId, ProgramId, SiteId, SeatsMax, SeatsTaken, Version);
    }
}
