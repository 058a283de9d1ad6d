using IopPlatform.Persistence.Tenancy;
using IopPlatform.Scheduling.Domain;

namespace IopPlatform.Scheduling.Features.Weeks;

/// <summary>One patient's week.</summary>
/// <param name="WeekStartsOn">Its Monday at the site.</param>
/// <param name="PrescribedMinutes">Ordered clinical minutes of the week; missing while nothing is ordered.</param>
/// <param name="ScheduledMinutes">Clinical minutes of the sessions that are not canceled.</param>
public sealed record PersonalWeek(
    Guid EpisodeId,
    DateOnly WeekStartsOn,
    string TimeZone,
    int? PrescribedMinutes,
    int ScheduledMinutes,
    IReadOnlyList<PersonalSession> Sessions)
{
    public static PersonalWeek Of(
        EpisodeRecord episode, DateOnly monday, int? prescribedMinutes, IReadOnlyList<WeekSession> sessions)
    {
        var clock = episode.Clock;
        return new PersonalWeek(
            episode.Id,
            monday,
            episode.TimeZone,
            prescribedMinutes,
            sessions.Where(session => !session.Canceled).Sum(session => session.ClinicalMinutes),
            [.. sessions.Select(session => PersonalSession.Of(session, clock))]);
    }
}

/// <summary>Times carry the site's offset.</summary>
/// <param name="Name">The group's name; missing for sessions outside of groups.</param>
/// <param name="Status">Of the patient's attendance: checked-in, attended, partial, absent or excused; missing while nothing is recorded.</param>
public sealed record PersonalSession(
    Guid SessionId,
    Guid? GroupId,
    string? Name,
    string Kind,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    int ClinicalMinutes,
    Guid? StaffId,
    string? Staff,
    string? Room,
    bool Canceled,
    string? Status,
    int? AttendedMinutes)
{
    internal static PersonalSession Of(WeekSession session, SiteClock clock) => new(
        session.SessionId,
        session.GroupId,
        session.GroupName,
        session.Kind,
        clock.Local(session.StartsAt),
        clock.Local(session.EndsAt),
        session.ClinicalMinutes,
        session.StaffId,
        session.StaffName,
        session.Room,
        session.Canceled,
        session.Status,
        session.AttendedMinutes);
}

internal static class PersonalWeekReads
{
    /// <summary>How far ahead a week may be built.</summary>
    private const int DaysAheadMax = 366;

    /// <summary>What is wrong with the Monday of an address; null when nothing is.</summary>
    public static string? WrongWith(DateOnly monday, DateTimeOffset now)
    {
        var last = DateOnly.FromDateTime(now.UtcDateTime).AddDays(DaysAheadMax);
        return !PlannableDates.Contains(monday) ? PlannableDates.Explanation
            : monday.DayOfWeek != DayOfWeek.Monday ? "A week is named by its Monday."
            : monday > last ? $"Weeks are planned at most {DaysAheadMax} days ahead."
            : null;
    }

    /// <summary>The prescription in force in the week: the newest of those that took effect by its Sunday.</summary>
    public static async Task<int?> PrescribedMinutesAsync(
        this TenantDatabase db, Guid episodeId, DateOnly monday, CancellationToken cancellationToken)
    {
        var minutes = await db.QueryAsync<int>(
            """
            select weekly_minutes from prescriptions where episode_id = $1 and effective_from <= $2
            order by version desc limit 1
            """,
            [episodeId, monday.AddDays(6)],
            cancellationToken);
        return minutes.Count == 0 ? null : minutes[0];
    }
}
