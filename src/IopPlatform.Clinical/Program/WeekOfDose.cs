namespace IopPlatform.Clinical.Program;

/// <summary>One complete week: its first day and the clinical minutes prescribed and attended.</summary>
public sealed record WeekOfDose(DateOnly StartsOn, int PrescribedMinutes, int AttendedMinutes)
{
    /// <summary>
    /// How many weeks in a row, up to the last one, stayed below their dose. The row ends at a week that reached it, at one
    /// without a prescription, and at a gap.
    /// </summary>
    /// <param name="weeks">In any order.</param>
    public static int BelowDoseInARow(IEnumerable<WeekOfDose> weeks)
    {
        var count = 0;
        DateOnly? before = null;
        foreach (var week in weeks.OrderByDescending(week => week.StartsOn))
        {
            if (before is { } later && week.StartsOn.AddDays(7) != later) break;
            if (week.PrescribedMinutes <= 0 || week.AttendedMinutes >= week.PrescribedMinutes) break;
            before = week.StartsOn;
            count++;
        }

        return count;
    }
}
