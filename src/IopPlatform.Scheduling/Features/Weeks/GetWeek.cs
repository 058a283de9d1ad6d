using IopPlatform.Persistence.Audit;
using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;
using IopPlatform.ServiceDefaults.Api;
using IopPlatform.ServiceDefaults.Auth;

namespace IopPlatform.Scheduling.Features.Weeks;

public static class GetWeek
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/episodes/{episodeId:guid}/weeks/{monday}", HandleAsync)
        .WithName(nameof(GetWeek)).WithTags("Weeks").WithSummary("Shows the personal schedule of a week, as it was built or booked so far.")
        .RequireRoles([.. Roles.Staff, Roles.Patient])
        .Audited("week.read")
        .ReadsChart("schedule")
        .Produces<PersonalWeek>(200).ProducesProblem(400).ProducesProblem(404);

    private static async Task<IResult> HandleAsync(
        Guid episodeId,
        DateOnly monday,
        HttpResponse response,
        TenantDatabase db,
        ChartReads reads,
        CancellationToken cancellationToken)
    {
        if (PersonalWeekReads.WrongWith(monday, db.Write().Now) is { } wrong)
        {
            return Problems.Field("monday", wrong);
        }

        if (await db.EpisodeAsync(episodeId, cancellationToken) is not { } episode)
        {
            return Problems.NotFound("episode");
        }

        var schedule = (await db.SchedulesAsync([episodeId], monday, monday, cancellationToken)).SingleOrDefault();
        if (schedule is null)
        {
            return Problems.NotFound("schedule of that week");
        }

        await reads.RecordAsync(episode.PatientId, "schedule", cancellationToken);
        var (from, to) = episode.Clock.Week(monday);
        var sessions = await db.WeekSessionsAsync([episodeId], from, to, cancellationToken);
        var prescribed = await db.PrescribedMinutesAsync(episodeId, monday, cancellationToken);
        response.SetEntityTag(schedule.Version);
        return TypedResults.Ok(PersonalWeek.Of(episode, monday, prescribed, [.. sessions.Where(session => session.Booked)]));
    }
}
