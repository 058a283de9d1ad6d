using System.Net;
using IopPlatform.Journeys.Demo;
using IopPlatform.Journeys.Gateway;

namespace IopPlatform.Journeys.Steps;

/// <summary>
/// Finds a therapist of the site who is free, as a front desk would: looks at the calendar, takes the time that is nearest to
/// the wanted one, and tries another when it is refused. In busy hours a session is short.
/// </summary>
internal static class FreeTime
{
    private static readonly int[] shorter = [5, 2, 1];

    /// <summary>Who is refused leads a group whose session is not in the calendar yet, and will not be free a minute later.</summary>
    private static readonly TimeSpan RefusedAround = TimeSpan.FromMinutes(15);

    /// <param name="earliestEnd">No session that is over by then, however short: nobody could come to it.</param>
    /// <param name="latestEnd">The latest end.</param>
    /// <param name="near">The start that is wanted.</param>
    /// <returns>Null when nobody is free.</returns>
    public static async Task<OwnSession?> BookAsync(
        Journey journey, DateTimeOffset earliestEnd, DateTimeOffset latestEnd, DateTimeOffset near, CancellationToken cancellationToken)
    {
        await journey.Team.Calendar.WaitAsync(cancellationToken);
        try
        {
            var taken = await TakenAsync(journey.Team, earliestEnd, latestEnd, cancellationToken);
            foreach (var minutes in shorter.Prepend(journey.SessionMinutes))
            {
                if (await BookAsync(journey, Free(journey.Team.Therapists, earliestEnd, latestEnd, near, minutes, taken), cancellationToken) is { } session) return session;
            }

            return null;
        }
        finally
        {
            journey.Team.Calendar.Release();
        }
    }

    internal static IEnumerable<OwnSession> Free(
        IReadOnlyList<StaffMember> therapists, DateTimeOffset earliestEnd, DateTimeOffset latestEnd, DateTimeOffset near, int minutes, IReadOnlyList<Taken> taken) =>
        from offset in Enumerable.Range(0, Math.Max(0, (int)(latestEnd - earliestEnd).TotalMinutes + 1))
        let start = earliestEnd.AddMinutes(offset - minutes)
        orderby (start - near).Duration(), start
        from therapist in therapists
        let choice = new OwnSession(Guid.Empty, therapist, start, start.AddMinutes(minutes))
        where !taken.Any(other => other.Overlaps(choice))
        select choice;

    private static async Task<OwnSession?> BookAsync(Journey journey, IEnumerable<OwnSession> choices, CancellationToken cancellationToken)
    {
        var refused = new List<OwnSession>();
        foreach (var choice in choices)
        {
            if (refused.Any(other => other.Therapist == choice.Therapist && (other.StartsAt - choice.StartsAt).Duration() < RefusedAround)) continue;
            if (await TryAsync(journey, choice, cancellationToken) is { } id) return choice with { Id = id };
            refused.Add(choice);
        }

        return null;
    }

    private static async Task<IReadOnlyList<Taken>> TakenAsync(
        SiteTeam team, DateTimeOffset earliestEnd, DateTimeOffset latestEnd, CancellationToken cancellationToken)
    {
        // A session of some hours may have begun long before.
        var sessions = await team.Manager.ListAsync(
            $"/api/scheduling/sessions?siteId={team.Id}&from={Day.Text(earliestEnd.AddHours(-3))}&to={Day.Text(latestEnd)}", cancellationToken);
        return [.. sessions.Where(session => !session.Flag("canceled"))
            .Select(session => new Taken(session.Id("staffId"), session.At("startsAt"), session.At("endsAt")))];
    }

    /// <returns>Null when somebody else was faster, or the therapist has a group then.</returns>
    private static async Task<Guid?> TryAsync(Journey journey, OwnSession choice, CancellationToken cancellationToken)
    {
        var minutes = (int)(choice.EndsAt - choice.StartsAt).TotalMinutes;
        try
        {
            return await Patience.WhileLateAsync(
                "Scheduling to know the admission",
                () => journey.Team.Therapist.Session.CreateAsync(
                    "/api/scheduling/sessions",
                    new
                    {
                        siteId = journey.Team.Id,
                        kind = "individual",
                        staffId = choice.Therapist.Id,
                        startsAt = Day.Text(choice.StartsAt),
                        minutes,
                        clinicalMinutes = minutes,
                        episodeIds = new[] { journey.EpisodeId },
                    },
                    cancellationToken),
                cancellationToken);
        }
        catch (ApiProblemException problem) when (problem.Status == HttpStatusCode.Conflict && problem.Rule == "staff-taken")
        {
            return null;
        }
    }

    internal sealed record Taken(Guid StaffId, DateTimeOffset StartsAt, DateTimeOffset EndsAt)
    {
        public bool Overlaps(OwnSession choice) =>
            StaffId == choice.Therapist.Id && StartsAt < choice.EndsAt && choice.StartsAt < EndsAt;
    }
}
