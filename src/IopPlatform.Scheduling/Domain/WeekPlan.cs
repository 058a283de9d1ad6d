namespace IopPlatform.Scheduling.Domain;

/// <summary>What one episode's week should be, and which bookings bring it there.</summary>
/// <param name="Sessions">The week afterwards, by start; canceled sessions stay in it, marked.</param>
public sealed record WeekPlan(
    IReadOnlyList<WeekSession> Sessions, IReadOnlyList<WeekSession> ToBook, IReadOnlyList<WeekSession> ToRelease)
{
    public bool ChangesNothing => ToBook.Count == 0 && ToRelease.Count == 0;

    /// <summary>
    /// The sessions of the groups that the episode is enrolled in, and those it was booked into by itself. What has begun or
    /// was recorded stays as it was. Nobody is booked into a canceled session, but who was booked keeps seeing it.
    /// </summary>
    public static WeekPlan Of(IReadOnlyList<WeekSession> candidates, DateTimeOffset now)
    {
        var wanted = candidates.Where(session => Wanted(session, now)).ToArray();
        return new WeekPlan(
            wanted,
            [.. wanted.Where(session => !session.Booked)],
            [.. candidates.Where(session => session.Booked).Except(wanted)]);
    }

    private static bool Wanted(WeekSession session, DateTimeOffset now) =>
        session.Booked
            ? session.GroupId is null || session.Enrolled || session.Attended || session.StartsAt <= now
            : session is { GroupId: not null, Enrolled: true, Canceled: false };
}
