using System.Net;
using IopPlatform.Journeys.Demo;
using IopPlatform.Journeys.Gateway;

namespace IopPlatform.Journeys.Steps;

/// <summary>Finds a therapist of the site who is free, as a front desk would: looks at the calendar, and tries the next time when somebody was faster.</summary>
internal static class FreeTime
{
    private const int TriesMax = 40;

    /// <summary>Shorter ones are for busy hours.</summary>
    private static readonly int[] lengths = [15, 10, 5, 2];

    /// <param name="from">The earliest start.</param>
    /// <param name="to">The latest end.</param>
    /// <param name="near">The nearest start to this time is taken.</param>
    public static async Task<OwnSession> BookAsync(
        Journey journey, DateTimeOffset from, DateTimeOffset to, DateTimeOffset near, CancellationToken cancellationToken)
    {
        await journey.Team.Calendar.WaitAsync(cancellationToken);
        try
        {
            var taken = await TakenAsync(journey.Team, from, to, cancellationToken);
            var choices = lengths.SelectMany(minutes => Starts(from, to, minutes)
                .SelectMany(start => journey.Team.Therapists.Select(therapist => new OwnSession(Guid.Empty, therapist, start, start.AddMinutes(minutes))))
                .Where(choice => !taken.Any(other => other.Overlaps(choice)))
                .OrderBy(choice => (choice.StartsAt - near).Duration()));
            foreach (var choice in choices.Take(TriesMax))
            {
                if (await TryAsync(journey, choice, cancellationToken) is { } id) return choice with { Id = id };
            }

            throw new JourneyException($"No therapist of {journey.Team.Name} has time between {Day.Text(from)} and {Day.Text(to)}.");
        }
        finally
        {
            journey.Team.Calendar.Release();
        }
    }

    private static IEnumerable<DateTimeOffset> Starts(DateTimeOffset from, DateTimeOffset to, int minutes)
    {
        for (var start = from; start.AddMinutes(minutes) <= to; start = start.AddMinutes(minutes)) yield return start;
    }

    /// <summary>Sessions of the groups are not all made yet, so a time that looks free may still be refused.</summary>
    private static async Task<IReadOnlyList<Taken>> TakenAsync(
        SiteTeam team, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        // A session of three hours may have begun long before.
        var sessions = await team.Manager.ListAsync(
            $"/api/scheduling/sessions?siteId={team.Id}&from={Day.Text(from.AddHours(-3))}&to={Day.Text(to)}", cancellationToken);
        return [.. sessions.Where(session => !session.Flag("canceled"))
            .Select(session => new Taken(session.Id("staffId"), session.At("startsAt"), session.At("endsAt")))];
    }

    private static async Task<Guid?> TryAsync(Journey journey, OwnSession choice, CancellationToken cancellationToken)
    {
        var minutes = (int)(choice.EndsAt - choice.StartsAt).TotalMinutes;
        try
        {
            return await journey.Team.Therapist.Session.CreateAsync(
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
                cancellationToken);
        }
        catch (ApiProblemException problem) when (problem.Status == HttpStatusCode.Conflict && problem.Rule == "staff-taken")
        {
            return null;
        }
    }

    private sealed record Taken(Guid StaffId, DateTimeOffset StartsAt, DateTimeOffset EndsAt)
    {
        public bool Overlaps(OwnSession choice) =>
            StaffId == choice.Therapist.Id && StartsAt < choice.EndsAt && choice.StartsAt < EndsAt;
    }
}
