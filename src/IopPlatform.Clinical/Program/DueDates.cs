namespace IopPlatform.Clinical.Program;

/// <summary>Where something with a due date stands; days are calendar days and negative when overdue.</summary>
public sealed record DueStatus(DateOnly DueOn, int DaysLeft, bool Warn, bool Overdue);

/// <summary>
/// Physician's recertification of the need for IOP: at intervals that the provider sets, never more than 60 days.
/// Doubt: the 60 days are general knowledge of 42 CFR 424.24(d), not checked against the primary text, so they are a
/// default and not a hard stop.
/// </summary>
public static class Certification
{
    public const int IntervalDays = 60;

    /// <summary>Days before the due date on which a reminder is due.</summary>
    public static IReadOnlyList<int> WarnDaysBefore { get; } = [14, 7, 2];

    /// <summary>The last day (inclusive) that the certification covers.</summary>
    public static DateOnly NextDue(DateOnly lastCertifiedOn) => lastCertifiedOn.AddDays(IntervalDays);

    /// <summary>Warns from 14 days before the due date on; overdue from the day after it.</summary>
    public static DueStatus Status(DateOnly lastCertifiedOn, DateOnly today) =>
        DueDates.Status(NextDue(lastCertifiedOn), today, WarnDaysBefore[0]);
}

/// <summary>
/// Review of the treatment plan every 30 calendar days. Doubt: taken from general knowledge of the CMHC conditions of
/// participation (42 CFR 485.916), not checked against the primary text; states and payers differ (often 5 to 10 program
/// days), so it is a default that a provider changes.
/// </summary>
public static class PlanReview
{
    public const int IntervalDays = 30;
    public const int WarnDaysBefore = 7;

    /// <summary>The last day (inclusive) on which the review is in time.</summary>
    public static DateOnly NextDue(DateOnly lastReviewedOn) => lastReviewedOn.AddDays(IntervalDays);

    public static DueStatus Status(DateOnly lastReviewedOn, DateOnly today) =>
        DueDates.Status(NextDue(lastReviewedOn), today, WarnDaysBefore);
}

internal static class DueDates
{
    public static DueStatus Status(DateOnly dueOn, DateOnly today, int warnDaysBefore)
    {
        var left = dueOn.DayNumber - today.DayNumber;
        return new(dueOn, left, left <= warnDaysBefore, left < 0);
    }
}
