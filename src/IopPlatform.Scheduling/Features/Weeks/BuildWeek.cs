using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Features.Weeks;

/// <summary>
/// Brings one episode's week up to date: the sessions of its groups are made where they are missing, the episode is booked
/// into them, and the whole week is told to others when anything in it has changed.
/// </summary>
public static class BuildWeek
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/episodes/{episodeId:guid}/weeks/{monday}", (
            Guid episodeId, DateOnly monday, HttpResponse response, TenantDatabase db, CancellationToken cancellationToken) =>
            Contention.RepeatAsync(() => HandleAsync(episodeId, monday, response, db, cancellationToken), cancellationToken))
        .WithName(nameof(BuildWeek)).WithTags("Weeks")
        .WithSummary("Builds or rebuilds the personal schedule of a week, named by its Monday. Repeating it changes nothing.")
        .RequireRoles(Roles.IntakeCoordinator, Roles.Therapist, Roles.SiteManager)
        .Audited("week.build")
        .Produces<PersonalWeek>(200).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> HandleAsync(
        Guid episodeId, DateOnly monday, HttpResponse response, TenantDatabase db, CancellationToken cancellationToken)
    {
        if (PersonalWeekReads.WrongWith(monday, db.Write().Now) is { } wrong)
        {
            return Problems.Field("monday", wrong);
        }

        if (await db.EpisodeAsync(episodeId, cancellationToken) is not { } episode)
        {
            return Problems.NotFound("episode");
        }

        if (episode.ClosedOn is not null)
        {
            return Problems.Rule("episode-closed", "The episode is closed.");
        }

        if (await GroupSessions.MaterializeAsync(db, episode, monday, cancellationToken) is { } homeless)
        {
            return homeless;
        }

        var (from, to) = episode.Clock.Week(monday);
        var candidates = await db.WeekSessionsAsync([episodeId], from, to, cancellationToken);
        var schedule = (await db.SchedulesAsync([episodeId], monday, monday, cancellationToken)).SingleOrDefault();
        var write = db.Write();
        var plan = WeekPlan.Of(candidates, write.Now);
        if (schedule is null || !plan.ChangesNothing)
        {
            await write
                .Claim(episode)
                .RequireUnchanged(plan.ToBook)
                .Book(episode, [.. plan.ToBook.Select(session => session.SessionId)])
                .Release(episode, [.. plan.ToRelease.Select(session => session.SessionId)])
                .SaveWeek(episode, monday, schedule, plan.Sessions)
                .Audit("personal-schedule", episodeId, episode.PatientId, new { week = monday })
                .CommitAsync(cancellationToken);
        }

        response.SetEntityTag((schedule?.Version ?? 0) + (schedule is null || !plan.ChangesNothing ? 1 : 0));
        var prescribed = await db.PrescribedMinutesAsync(episodeId, monday, cancellationToken);
        return TypedResults.Ok(PersonalWeek.Of(episode, monday, prescribed, plan.Sessions));
    }
}
