namespace IopPlatform.Clinical.Program;

/// <summary>How a patient is scheduled to use units from a day on.</summary>
public sealed record PlannedUse
{
    /// <summary>The patient's program days; repetitions do not count.</summary>
    public required IReadOnlyList<DayOfWeek> Days { get; init; }

    /// <summary>Units of one program day, at least 0; 1 for a per diem.</summary>
    public int UnitsADay { get; init; } = 1;

    /// <summary>Holidays and planned absences: nothing is used on them.</summary>
    public IReadOnlyList<DateOnly> Closed { get; init; } = [];
}

/// <summary>Where an authorization leads when everything goes as planned.</summary>
/// <param name="UnitsLeft">Approved minus used, at least 0.</param>
/// <param name="LastCoveredOn">The last planned day for which there are enough units within the covered time; null: none.</param>
/// <param name="ExhaustedOn">
/// The planned day after which fewer units are left than a day needs, also when the covered time ends before it; null when
/// nothing is planned, when there are too few units already, or when that is beyond the calendar.
/// </param>
/// <param name="FirstUncoveredOn">The first planned day that has no units or lies outside of the covered time.</param>
/// <param name="UnitsUnused">Units left on the last covered day of the authorization.</param>
/// <param name="RenewBy">Three working days before the first uncovered day: the platform's default for asking anew.</param>
public sealed record AuthorizationProjection(
    int UnitsLeft,
    DateOnly? LastCoveredOn,
    DateOnly? ExhaustedOn,
    DateOnly? FirstUncoveredOn,
    int UnitsUnused,
    DateOnly? RenewBy)
{
    /// <param name="unitsUsed">Without anything from <paramref name="next"/> on.</param>
    /// <param name="from">First covered day, inclusive.</param>
    /// <param name="to">Last covered day, inclusive.</param>
    /// <param name="next">
    /// The first day whose use still lies ahead; days before the authorization begins use nothing of it.
    /// </param>
    public static AuthorizationProjection Of(
        int unitsApproved, int unitsUsed, DateOnly from, DateOnly to, PlannedUse plan, DateOnly next)
    {
        var left = Math.Max(0, unitsApproved - unitsUsed);
        var start = next > from ? next : from;
        var calendar = new PlannedDays(plan, start);
        if (plan.UnitsADay <= 0 || calendar.IsEmpty) return new(left, null, null, null, left, null);

        var daysAffordable = left / plan.UnitsADay;
        var daysInTime = calendar.CountTo(to);
        var daysCovered = Math.Min(daysAffordable, daysInTime);
        var uncovered = calendar.Nth(daysCovered + 1);
        return new(
            left,
            calendar.Nth(daysCovered),
            calendar.Nth(daysAffordable),
            uncovered,
            left - (daysCovered * plan.UnitsADay),
            uncovered is { } day ? WorkingDays.Add(day, -AuthorizationBurnDown.WarnBusinessDays) : null);
    }
}

/// <summary>
/// The planned days from a day on, counted by whole weeks, so that the work does not grow with the time looked ahead.
/// </summary>
internal sealed class PlannedDays
{
    private readonly DateOnly start;
    private readonly int[] offsets;
    private readonly DateOnly[] closed;

    public PlannedDays(PlannedUse plan, DateOnly start)
    {
        this.start = start;
        offsets = [.. plan.Days.Distinct().Select(day => ((int)day - (int)start.DayOfWeek + 7) % 7).Order()];
        closed = [.. plan.Closed.Where(day => day >= start && plan.Days.Contains(day.DayOfWeek)).Distinct().Order()];
    }

    public bool IsEmpty => offsets.Length == 0;

    /// <summary>Planned days up to and including a day.</summary>
    public int CountTo(DateOnly to)
    {
        var days = to.DayNumber - start.DayNumber + 1;
        if (days <= 0) return 0;
        var ofPattern = (days / 7 * offsets.Length) + offsets.Count(offset => offset < days % 7);
        return ofPattern - closed.Count(day => day <= to);
    }

    /// <summary>The n-th planned day, counted from 1; null for 0 and beyond the end of the calendar.</summary>
    public DateOnly? Nth(int n)
    {
        if (n < 1) return null;
        var position = (long)n;
        foreach (var day in closed)
        {
            if (DayNumber(position) < day.DayNumber) break;
            position++;
        }
        var number = DayNumber(position);
        return number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)number) : null;
    }

    private long DayNumber(long position) =>
        start.DayNumber + ((position - 1) / offsets.Length * 7) + offsets[(position - 1) % offsets.Length];
}
