using IopPlatform.Persistence.Tenancy;

namespace IopPlatform.Scheduling.Domain;

/// <summary>The bookings that an episode loses, and its weeks without them.</summary>
public sealed record ReleasedBookings(
    IReadOnlyList<Guid> SessionIds, IReadOnlyDictionary<DateOnly, IReadOnlyList<WeekSession>> Weeks)
{
    /// <param name="sessions">Whole weeks: each week that loses a booking is told as it stands here.</param>
    /// <param name="released">Asked for booked sessions only.</param>
    public static ReleasedBookings Of(
        IReadOnlyList<WeekSession> sessions, SiteClock clock, Func<WeekSession, bool> released)
    {
        var booked = sessions.Where(session => session.Booked).ToArray();
        var lost = booked.Where(released).ToArray();
        var weeks = lost.Select(session => clock.MondayOf(session.StartsAt)).Distinct().ToArray();
        return new ReleasedBookings(
            [.. lost.Select(session => session.SessionId)],
            weeks.ToDictionary(
                monday => monday,
                IReadOnlyList<WeekSession> (monday) =>
                    [.. booked.Except(lost).Where(session => clock.MondayOf(session.StartsAt) == monday)]));
    }
}

internal static class ReleasedBookingsWrites
{
    /// <summary>
    /// What the episode loses of its bookings from <paramref name="from"/> on; where attendance was recorded, nothing.
    /// </summary>
    public static async Task<ReleasedBookings> ReleasableAsync(
        this TenantDatabase db,
        EpisodeRecord episode,
        DateTimeOffset from,
        Func<WeekSession, bool> released,
        CancellationToken cancellationToken)
    {
        var clock = episode.Clock;
        var start = clock.StartOf(clock.MondayOf(from));
        var sessions = await db.WeekSessionsAsync([episode.Id], start, PlannableDates.End, cancellationToken);
        return ReleasedBookings.Of(
            sessions, clock, session => session.StartsAt >= from && !session.Attended && released(session));
    }

    public static WriteBatch Release(
        this WriteBatch write, EpisodeRecord episode, ReleasedBookings bookings, IReadOnlyList<PersonalSchedule> schedules)
    {
        write.Release(episode, bookings.SessionIds);
        foreach (var (monday, sessions) in bookings.Weeks)
        {
            write.SaveWeek(episode, monday, schedules.SingleOrDefault(week => week.WeekStartsOn == monday), sessions);
        }

        return write;
    }
}
