namespace IopPlatform.Clinical.Program;

/// <summary>What was ordered from a day on: clinical minutes a week.</summary>
public sealed record DosePrescription(DateOnly From, int WeeklyMinutes);

/// <summary>
/// One week's clinical minutes, what was scheduled against what was attended. Rules ask for either: Kansas R03-704 for 9
/// (minors 6) scheduled hours, a level-of-care review looks at the attended ones.
/// </summary>
/// <param name="Scheduled">Of all sessions that took place or will; what the program canceled is not in it.</param>
/// <param name="Attended">Never more than scheduled.</param>
/// <param name="Missed">Scheduled minutes of sessions missed without an accepted reason.</param>
/// <param name="Excused">Scheduled minutes of sessions missed with one.</param>
/// <param name="Unrecorded">Scheduled minutes of sessions without a record: still to come, or forgotten.</param>
public sealed record DoseWeek(
    SiteWeek Week, int Prescribed, int Scheduled, int Attended, int Missed, int Excused, int Unrecorded)
{
    public bool ScheduleReaches => Scheduled >= Prescribed;

    public bool AttendanceReaches => Attended >= Prescribed;

    /// <summary>Minutes missing to the prescription; 0 when it is reached.</summary>
    public int Shortfall => Math.Max(0, Prescribed - Attended);
}

public static class DoseWeeks
{
    /// <summary>
    /// Every week from <paramref name="from"/> to <paramref name="to"/> (both inclusive), the earliest first, also those
    /// without a session. A session belongs to the week in which it starts; the order of the sessions has no effect.
    /// </summary>
    /// <param name="prescriptions">
    /// Of each week the newest that is in force on its last day; before the first one, the age group's default.
    /// </param>
    public static IReadOnlyList<DoseWeek> Of(
        IReadOnlyList<DoseSession> sessions,
        SiteWeeks weeks,
        DateOnly from,
        DateOnly to,
        AgeGroup ageGroup,
        IReadOnlyList<DosePrescription> prescriptions)
    {
        var byWeek = sessions
            .Where(session => session.Status != DoseSessionStatus.Cancelled)
            .ToLookup(session => weeks.FirstDayOf(weeks.DayOf(session.Start)));
        return [.. weeks.Between(from, to).Select(week => Add(week, Prescribed(week), [.. byWeek[week.StartsOn]]))];

        int Prescribed(SiteWeek week) => Math.Max(0, prescriptions
            .Where(prescription => prescription.From <= week.EndsOn)
            .MaxBy(prescription => prescription.From)?.WeeklyMinutes ?? WeeklyDose.DefaultMinutes(ageGroup));
    }

    private static DoseWeek Add(SiteWeek week, int prescribed, DoseSession[] sessions) => new(
        week,
        prescribed,
        sessions.Sum(session => session.CountedMinutes),
        sessions.Sum(session => session.CreditedMinutes),
        Minutes(sessions, session => session.Status == DoseSessionStatus.Missed),
        Minutes(sessions, session => session.Status == DoseSessionStatus.Excused),
        Minutes(sessions, session => session.IsOpen));

    private static int Minutes(DoseSession[] sessions, Func<DoseSession, bool> which) =>
        sessions.Where(which).Sum(session => session.CountedMinutes);
}
