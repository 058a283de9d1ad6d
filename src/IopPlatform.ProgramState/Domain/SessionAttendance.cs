using IopPlatform.Clinical.Program;
using IopPlatform.Contracts.Scheduling.V1;

namespace IopPlatform.ProgramState.Domain;

/// <summary>What the attendance records of an episode add up to.</summary>
public static class SessionAttendance
{
    /// <summary>
    /// A check-in counts as presence until this long after the session's end; then somebody forgot to record the leaving.
    /// </summary>
    private static readonly TimeSpan PresenceEndsAfter = TimeSpan.FromHours(2);

    public static bool WasThere(AttendanceRecorded record) => record.Status is "attended" or "partial";

    public static bool IsCheckedIn(AttendanceRecorded record) => record.Status == "checked-in";

    public static bool StillCounts(DateTimeOffset sessionEndsAt, DateTimeOffset now) => now < CountsUntil(sessionEndsAt);

    public static DateTimeOffset CountsUntil(DateTimeOffset sessionEndsAt) => sessionEndsAt + PresenceEndsAfter;

    /// <summary>Sessions that took place for this patient since <paramref name="from"/> (inclusive).</summary>
    public static IReadOnlyList<AttendanceMark> Marks(EpisodeFacts facts, DateTimeOffset from)
    {
        var planned = facts.Schedules.Values
            .SelectMany(schedule => schedule.Sessions)
            .GroupBy(session => session.SessionId)
            .ToDictionary(group => group.Key, group => group.First().ClinicalMinutes);
        return
        [
            .. facts.Attendance.Values
                .Where(record => record.SessionStartsAt >= from)
                .Select(record => Mark(record, planned.GetValueOrDefault(record.SessionId, Length(record)))),
        ];
    }

    /// <summary>Days at the site on which a session was attended: one unit of a payer's authorization each.</summary>
    public static IEnumerable<DateOnly> Days(EpisodeFacts facts, SiteCalendar calendar) =>
        facts.Attendance.Values.Where(WasThere).Select(record => calendar.Day(record.SessionStartsAt)).Distinct();

    /// <summary>Who is still checked in shows up, but neither adds to the rate nor lowers it.</summary>
    private static AttendanceMark Mark(AttendanceRecorded record, int minutes) => record.Status switch
    {
        "absent" => new(record.SessionStartsAt, AttendanceOutcome.Missed, minutes, 0),
        "excused" => new(record.SessionStartsAt, AttendanceOutcome.Excused, minutes, 0),
        "checked-in" => new(record.SessionStartsAt, AttendanceOutcome.Attended, 0, 0),
        _ => new(record.SessionStartsAt, AttendanceOutcome.Attended, minutes, record.AttendedMinutes),
    };

    private static int Length(AttendanceRecorded record) => (int)(record.SessionEndsAt - record.SessionStartsAt).TotalMinutes;
}
