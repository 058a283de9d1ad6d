namespace IopPlatform.ProgramState.Domain;

/// <summary>When time alone will change what the view of an episode shows.</summary>
public static class ViewClock
{
    /// <summary>
    /// The first moment after <paramref name="now"/> at which a view of the same facts may differ in more than its moment: a day begins at
    /// the site, a session begins, a check-in stops counting, or a note becomes overdue.
    /// </summary>
    public static DateTimeOffset NextChange(EpisodeFacts facts, DateTimeOffset now, SiteCalendar calendar) =>
        facts.Schedules.Values.SelectMany(schedule => schedule.Sessions).Select(session => session.StartsAt)
            .Concat(facts.Attendance.Values
                .Where(SessionAttendance.IsCheckedIn)
                .Select(record => SessionAttendance.CountsUntil(record.SessionEndsAt)))
            .Concat(DueDays.Notes(facts))
            .Append(calendar.StartOf(calendar.Day(now).AddDays(1)))
            .Where(moment => moment > now)
            .Min();
}
