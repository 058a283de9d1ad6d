using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Features.Enrollments;

/// <summary>Frees the seat from today on; the group's sessions that have not begun leave the patient's weeks.</summary>
public static class EndEnrollment
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapDelete("/enrollments/{id:guid}", (Guid id, TenantDatabase db, CancellationToken cancellationToken) =>
            Contention.RepeatAsync(() => HandleAsync(id, db, cancellationToken), cancellationToken))
        .WithName(nameof(EndEnrollment)).WithTags("Enrollments").WithSummary("Frees a seat. Repeating it changes nothing.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.SiteManager)
        .Audited("enrollment.end")
        .Produces(204).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(Guid id, TenantDatabase db, CancellationToken cancellationToken)
    {
        var enrollment = await db.QuerySingleAsync<OpenEnrollment>(
            """
            select episode_id, group_id, until_date is not null as ended, version from enrollments where id = $1
            """,
            [id],
            cancellationToken);
        if (enrollment is null || await db.EpisodeAsync(enrollment.EpisodeId, cancellationToken) is not { } episode)
        {
            return Problems.NotFound("enrollment");
        }

        if (enrollment.Ended)
        {
            return TypedResults.NoContent();
        }

        var write = db.Write();
        var seats = await db.QuerySingleAsync<GroupSeats>(
            $"select {GroupSeats.Columns} from groups g where g.id = $1", [enrollment.GroupId], cancellationToken)
            ?? throw new InvalidOperationException("An enrollment is within reach, but its group is not.");
        var released = await db.ReleasableAsync(
            episode, write.Now, session => session.GroupId == enrollment.GroupId, cancellationToken);
        var schedules = await db.SchedulesAsync(
            [episode.Id], episode.Clock.MondayOf(write.Now), DateOnly.MaxValue, cancellationToken);
        await write
            .Claim(episode)
            .ChangeSeats(seats, -1)
            .ChangeOne(
                """
                update enrollments set until_date = greatest(from_date, $3), version = version + 1
                where id = $1 and version = $2
                """,
                id, enrollment.Version, episode.Clock.DateOf(write.Now))
            .Release(episode, released, schedules)
            .Audit("enrollment", id, episode.PatientId)
            .CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private sealed record OpenEnrollment(Guid EpisodeId, Guid GroupId, bool Ended, long Version);
}
