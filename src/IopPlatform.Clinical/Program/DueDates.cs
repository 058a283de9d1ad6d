namespace IopPlatform.Clinical.Program;

/// <summary>Where something with a due date stands; days are calendar days and negative when overdue.</summary>
public sealed record DueStatus(DateOnly DueOn, int DaysLeft, bool Warn, bool Overdue);

internal static class DueDates
{
    public static DueStatus Status(DateOnly dueOn, DateOnly today, int warnDaysBefore)
    {
        var left = dueOn.DayNumber - today.DayNumber;
        return new(dueOn, left, left <= warnDaysBefore, left < 0);
    }

    public static DateOnly After(DateOnly last, int intervalDays)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(intervalDays, 1);
        return last.AddDays(intervalDays);
    }
}
