namespace IopPlatform.Clinical.Program;

/// <summary>
/// The treatment plan is written within 7 working days of admission and reviewed every 30 calendar days. Doubt: both come
/// from general knowledge of the CMHC conditions of participation (42 CFR 485.916), not checked against the primary text;
/// states and payers differ (often 5 to 10 program days), so they are defaults that a provider changes.
/// </summary>
public static class PlanReview
{
    public const int IntervalDays = 30;
    public const int WarnDaysBefore = 7;
    public const int FirstPlanWorkingDays = 7;

    /// <summary>The last day (inclusive) on which the first plan is in time.</summary>
    public static DateOnly FirstPlanDue(DateOnly admittedOn) => WorkingDays.Add(admittedOn, FirstPlanWorkingDays);

    /// <summary>The last day (inclusive) on which the review is in time.</summary>
    /// <param name="intervalDays">The provider's interval, at least 1.</param>
    public static DateOnly NextDue(DateOnly lastReviewedOn, int intervalDays = IntervalDays) =>
        DueDates.After(lastReviewedOn, intervalDays);

    public static DueStatus Status(DateOnly lastReviewedOn, DateOnly today, int intervalDays = IntervalDays) =>
        DueDates.Status(NextDue(lastReviewedOn, intervalDays), today, WarnDaysBefore);

    /// <summary>
    /// The day of a review that is due on every so-many-th program day, as utilization reviews are: the n-th distinct day
    /// after the last review. Null while fewer days are known.
    /// </summary>
    /// <param name="programDays">Days attended or scheduled, in any order.</param>
    public static DateOnly? DueOnProgramDay(DateOnly lastReviewedOn, int everyProgramDays, IEnumerable<DateOnly> programDays)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everyProgramDays, 1);
        DateOnly[] coming =
        [
            .. programDays.Where(day => day > lastReviewedOn).Distinct().Order().Take(everyProgramDays),
        ];
        return coming.Length == everyProgramDays ? coming[^1] : null;
    }
}
