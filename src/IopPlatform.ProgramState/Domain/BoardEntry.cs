using IopPlatform.Contracts.Scheduling.V1;

namespace IopPlatform.ProgramState.Domain;

/// <summary>What a site's board needs of one episode. Kept beside the episode, so that a board is rebuilt without folding.</summary>
/// <param name="RecordedAt">When the journal entry was recorded after which this holds.</param>
[GenerateSerializer, Immutable]
public sealed record BoardEntry(
    Guid EpisodeId,
    Guid SiteId,
    string Phase,
    long Version,
    DateTimeOffset RecordedAt,
    BoardSession[] Sessions,
    BoardSession[] Present,
    string[] OpenAlerts)
{
    private const int SessionsMax = 60;

    /// <summary>Keeps a running session on the board although the entry is newer than its end by a clock's error.</summary>
    private static readonly TimeSpan SessionsKept = TimeSpan.FromHours(12);

    public static BoardEntry Of(
        Guid episodeId, EpisodeFacts facts, long version, DateTimeOffset recordedAt, string[] openAlerts)
    {
        var phase = EpisodePhase.Of(facts);
        var isOpen = EpisodePhase.IsOpen(phase);
        return new(
            episodeId,
            facts.SiteId,
            phase,
            version,
            recordedAt,
            isOpen ? Upcoming(facts, recordedAt - SessionsKept) : [],
            isOpen ? CheckedIn(facts) : [],
            openAlerts);
    }

    private static BoardSession[] Upcoming(EpisodeFacts facts, DateTimeOffset from) =>
    [
        .. facts.Schedules.Values
            .SelectMany(schedule => schedule.Sessions)
            .Where(session => !session.Canceled && session.EndsAt > from)
            .DistinctBy(session => session.SessionId)
            .OrderBy(session => (session.StartsAt, session.SessionId))
            .Take(SessionsMax)
            .Select(session => new BoardSession(
                session.SessionId, session.GroupId, session.Kind, session.StartsAt, session.EndsAt, session.Room, null)),
    ];

    private static BoardSession[] CheckedIn(EpisodeFacts facts) =>
    [
        .. facts.Attendance.Values
            .Where(SessionAttendance.IsCheckedIn)
            .OrderByDescending(record => (record.SessionStartsAt, record.AttendanceId))
            .Take(1)
            .Select(Presence),
    ];

    private static BoardSession Presence(AttendanceRecorded record) => new(
        record.SessionId, record.GroupId, record.Kind, record.SessionStartsAt, record.SessionEndsAt, null,
        record.ArrivedAt ?? record.OccurredAt);
}

/// <param name="Since">When the patient checked in; null for a session that is only scheduled.</param>
[GenerateSerializer, Immutable]
public sealed record BoardSession(
    Guid SessionId,
    Guid? GroupId,
    string Kind,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    string? Room,
    DateTimeOffset? Since);
