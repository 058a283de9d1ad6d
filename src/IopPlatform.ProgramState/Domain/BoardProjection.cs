namespace IopPlatform.ProgramState.Domain;

/// <summary>What is known of a site itself.</summary>
[GenerateSerializer, Immutable]
public sealed record SiteName(Guid SiteId, string Name, string TimeZone);

/// <summary>A board as a pure function of its episodes' entries and the moment.</summary>
public static class BoardProjection
{
    public static BoardView View(
        SiteName site, IReadOnlyCollection<BoardEntry> entries, DateTimeOffset newestRecordedAt, DateTimeOffset now)
    {
        var calendar = new SiteCalendar(site.TimeZone);
        var open = entries.Where(entry => EpisodePhase.IsOpen(entry.Phase)).OrderBy(entry => entry.EpisodeId).ToList();
        BoardPresence[] here =
        [
            .. open
                .SelectMany(entry => entry.Present
                    .Where(present => SessionAttendance.StillCounts(present.EndsAt, now))
                    .Select(present => new BoardPresence(entry.EpisodeId, present.SessionId, present.Kind, present.Since!.Value)))
                .OrderBy(present => present.Since),
        ];
        var sessions = Sessions(open, here);
        var tomorrow = calendar.StartOf(calendar.Day(now).AddDays(1));
        return new(
            site.SiteId,
            site.Name,
            calendar.TimeZone,
            now,
            Microseconds(newestRecordedAt),
            open.Count,
            here.Length,
            here,
            [.. sessions.Where(session => session.StartsAt <= now && now < session.EndsAt)],
            [.. sessions.Where(session => session.StartsAt > now && session.StartsAt < tomorrow)],
            [
                .. open.SelectMany(entry => entry.OpenAlerts)
                    .CountBy(kind => kind)
                    .OrderBy(kind => kind.Key, StringComparer.Ordinal)
                    .Select(kind => new BoardAlerts(kind.Key, kind.Value)),
            ]);
    }

    private static List<BoardSessionView> Sessions(List<BoardEntry> open, BoardPresence[] here) =>
    [
        .. open.SelectMany(entry => entry.Sessions)
            .GroupBy(session => session.SessionId)
            .Select(group => View(group.First(), group.Count(), here.Count(present => present.SessionId == group.Key)))
            .OrderBy(session => (session.StartsAt, session.SessionId)),
    ];

    private static BoardSessionView View(BoardSession session, int expected, int here) => new(
        session.SessionId, session.GroupId, session.Kind, session.StartsAt, session.EndsAt, session.Room, expected, here);

    private static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
