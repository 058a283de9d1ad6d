using IopPlatform.Clinical.Program;
using IopPlatform.Contracts.Scheduling.V1;

namespace IopPlatform.ProgramState.Domain;

/// <summary>One week of an episode against its prescription.</summary>
public static class EpisodeWeek
{
    public static WeeklyDoseForecast Forecast(EpisodeFacts facts, DateOnly monday, DateTimeOffset now, SiteCalendar calendar)
    {
        var (start, end) = (calendar.StartOf(monday), calendar.StartOf(monday.AddDays(7)));
        return WeeklyDose.Forecast(new WeeklyDoseFacts
        {
            AgeGroup = AgeGroups.FromCode(facts.Admission?.AgeGroup) ?? AgeGroup.Adult,
            PrescribedMinutes = PrescribedMinutes(facts, monday, calendar.Day(now)),
            WeekStart = start,
            WeekEnd = end,
            Now = now,
            Sessions = Sessions(facts, monday, start, end),
        });
    }

    /// <summary>
    /// What the newest prescription orders that is effective by today, or, in a week that has ended, by its Sunday. Without
    /// one, null stands for the age group's default in an intensive program, and nothing is ordered elsewhere.
    /// </summary>
    private static int? PrescribedMinutes(EpisodeFacts facts, DateOnly monday, DateOnly today)
    {
        var sunday = monday.AddDays(6);
        var day = today < sunday ? today : sunday;
        var prescription = facts.Prescriptions.Values.LastOrDefault(heard => heard.EffectiveFrom <= day)
            ?? facts.Prescriptions.Values.LastOrDefault(heard => heard.EffectiveFrom <= sunday);
        return prescription?.WeeklyMinutes ?? (CurrentPlacement.IsIntensive(facts) ? null : 0);
    }

    private static IReadOnlyList<DoseSession> Sessions(
        EpisodeFacts facts, DateOnly monday, DateTimeOffset start, DateTimeOffset end)
    {
        var attendance = facts.Attendance.Values
            .Where(record => record.SessionStartsAt >= start && record.SessionStartsAt < end)
            .GroupBy(record => record.SessionId)
            .ToDictionary(group => group.Key, group => group.First());
        var planned = facts.Schedules.Values
            .Where(schedule => schedule.WeekStartsOn == monday)
            .SelectMany(schedule => schedule.Sessions)
            .DistinctBy(session => session.SessionId)
            .ToList();
        return
        [
            .. planned.Select(session => Planned(session, attendance.GetValueOrDefault(session.SessionId))),
            .. attendance.Values.ExceptBy(planned.Select(session => session.SessionId), record => record.SessionId).Select(Unplanned),
        ];
    }

    private static DoseSession Planned(ScheduledSession session, AttendanceRecorded? record) => new(
        session.SessionId,
        session.StartsAt,
        session.EndsAt,
        session.ClinicalMinutes,
        Minutes(record),
        record is null && session.Canceled ? DoseSessionStatus.Cancelled : Status(record));

    /// <summary>Attended without being on the schedule that has reached us: it counts as what was attended.</summary>
    private static DoseSession Unplanned(AttendanceRecorded record) => new(
        record.SessionId, record.SessionStartsAt, record.SessionEndsAt, record.AttendedMinutes, Minutes(record), Status(record));

    private static int? Minutes(AttendanceRecorded? record) =>
        record is null || SessionAttendance.IsCheckedIn(record) ? null : record.AttendedMinutes;

    private static DoseSessionStatus Status(AttendanceRecorded? record) => record?.Status switch
    {
        null or "checked-in" => DoseSessionStatus.Scheduled,
        "absent" => DoseSessionStatus.Missed,
        "excused" => DoseSessionStatus.Excused,
        _ => DoseSessionStatus.Attended,
    };
}
