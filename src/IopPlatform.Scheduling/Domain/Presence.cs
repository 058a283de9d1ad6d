namespace IopPlatform.Scheduling.Domain;

/// <summary>How much of a session counts for somebody who was there for a time.</summary>
public static class Presence
{
    /// <summary>
    /// Whole minutes, rounded down, in which presence [arrived, left) and session [starts, ends) overlap; at most the
    /// session's clinical minutes, so that a break is never credited as treatment. Payers count time in attendance
    /// (42 CFR 410.44, hours of treatment), never time on the premises.
    /// </summary>
    public static int AttendedMinutes(
        DateTimeOffset starts, DateTimeOffset ends, int clinicalMinutes, DateTimeOffset arrived, DateTimeOffset left)
    {
        var from = arrived > starts ? arrived : starts;
        var to = left < ends ? left : ends;
        return to <= from ? 0 : Math.Min(clinicalMinutes, (int)Math.Floor((to - from).TotalMinutes));
    }

    /// <summary>The database keeps microseconds; what is told and compared must not be finer.</summary>
    public static DateTimeOffset AsStored(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
}
