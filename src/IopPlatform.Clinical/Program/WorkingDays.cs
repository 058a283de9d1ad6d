namespace IopPlatform.Clinical.Program;

/// <summary>Mondays to Fridays; holidays are not known here.</summary>
internal static class WorkingDays
{
    /// <summary>The working days after one day, up to and including another; 0 when that one is not later.</summary>
    public static int Between(DateOnly after, DateOnly to)
    {
        var days = to.DayNumber - after.DayNumber;
        if (days <= 0) return 0;
        var count = days / 7 * 5;
        for (var day = to.AddDays(1 - (days % 7)); day <= to; day = day.AddDays(1))
            if (Is(day)) count++;
        return count;
    }

    /// <summary>The working day that is that many working days later (or earlier, where the number is negative).</summary>
    public static DateOnly Add(DateOnly day, int workingDays)
    {
        var step = Math.Sign(workingDays);
        while (workingDays != 0)
        {
            day = day.AddDays(step);
            if (Is(day)) workingDays -= step;
        }
        return day;
    }

    private static bool Is(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
}
