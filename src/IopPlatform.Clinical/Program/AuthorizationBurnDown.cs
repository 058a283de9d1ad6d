namespace IopPlatform.Clinical.Program;

/// <summary>How a payer's authorization is being used up.</summary>
/// <param name="UnitsLeft">Approved minus used; negative when more was used than approved.</param>
/// <param name="DaysToExpiry">Calendar days from today to the last covered day; 0 on that day, negative afterwards.</param>
/// <param name="BusinessDaysToExpiry">Mondays to Fridays after today, up to and including the last covered day.</param>
/// <param name="ExpectedExhaustionOn">
/// The day on which the last unit is used at the recent pace; null without any pace, or when that is over ten years away.
/// It may lie after the expiry.
/// </param>
/// <param name="NearlySpent">At most 3 units or at most 3 business days are left, or it has expired.</param>
public sealed record AuthorizationState(
    int UnitsLeft,
    int DaysToExpiry,
    int BusinessDaysToExpiry,
    DateOnly? ExpectedExhaustionOn,
    bool ExhaustedBeforeExpiry,
    bool Expired,
    bool NearlySpent);

/// <summary>
/// Authorization burn-down. The warning at 3 units or 3 business days is the platform's default; holidays are not known
/// here, so a business day is any Monday to Friday.
/// </summary>
public static class AuthorizationBurnDown
{
    public const int WarnUnits = 3;
    public const int WarnBusinessDays = 3;
    private const int HorizonDays = 3650;

    /// <param name="from">First covered day, inclusive; before it, the pace is taken from this day on.</param>
    /// <param name="to">Last covered day, inclusive.</param>
    /// <param name="recentUsePerWeek">Units a week that were used lately; 0 or less: no pace.</param>
    public static AuthorizationState Compute(
        int unitsApproved, int unitsUsed, DateOnly from, DateOnly to, decimal recentUsePerWeek, DateOnly today)
    {
        var left = unitsApproved - unitsUsed;
        var days = to.DayNumber - today.DayNumber;
        var businessDays = WorkingDays.Between(today, to);
        var exhaustion = Exhaustion(left, recentUsePerWeek, today > from ? today : from);
        return new(
            left,
            days,
            businessDays,
            exhaustion,
            exhaustion is { } on && on < to,
            days < 0,
            left <= WarnUnits || businessDays <= WarnBusinessDays);
    }

    private static DateOnly? Exhaustion(int left, decimal perWeek, DateOnly start)
    {
        if (left <= 0) return start;
        if (perWeek <= 0) return null;
        var days = Math.Ceiling(left * 7m / perWeek);
        var isInSight = days <= HorizonDays && start.DayNumber + days <= DateOnly.MaxValue.DayNumber;
        return isInSight ? start.AddDays((int)days) : null;
    }
}
