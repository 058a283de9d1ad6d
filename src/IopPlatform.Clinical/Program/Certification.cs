namespace IopPlatform.Clinical.Program;

/// <summary>
/// A physician's certification, and recertification, that the patient needs at least 9 hours a week of an intensive
/// program: at the start, then at intervals that the provider sets, never more than 60 days.
/// Doubt: the 60 days are 42 CFR 424.24(d) as a secondary source tells it (LegalClarity, "CMS IOP Billing Guidelines");
/// the primary text was not read. They are a default and warn, but do not stop a claim.
/// </summary>
public static class Certification
{
    public const int IntervalDays = 60;

    /// <summary>Days before the due date on which a reminder is due.</summary>
    public static IReadOnlyList<int> WarnDaysBefore { get; } = [14, 7, 2];

    /// <summary>The last day (inclusive) that the certification covers.</summary>
    /// <param name="intervalDays">The provider's interval, at least 1.</param>
    public static DateOnly NextDue(DateOnly lastCertifiedOn, int intervalDays = IntervalDays) =>
        DueDates.After(lastCertifiedOn, intervalDays);

    /// <summary>Warns from 14 days before the due date on; overdue from the day after it.</summary>
    public static DueStatus Status(DateOnly lastCertifiedOn, DateOnly today, int intervalDays = IntervalDays) =>
        DueDates.Status(NextDue(lastCertifiedOn, intervalDays), today, WarnDaysBefore[0]);

    /// <summary>The dates by which recertifications are due when each is given on its last day.</summary>
    /// <param name="until">The planned last day of treatment, inclusive: nothing is due on that day or later.</param>
    public static IReadOnlyList<DateOnly> RecertificationsDue(
        DateOnly firstCertifiedOn, DateOnly until, int intervalDays = IntervalDays)
    {
        List<DateOnly> due = [];
        for (var next = NextDue(firstCertifiedOn, intervalDays); next < until; next = NextDue(next, intervalDays)) due.Add(next);
        return due;
    }

    /// <summary>
    /// The certification that covers a day: the latest one given on or before it, unless it has run out. Null: the day is
    /// not covered.
    /// </summary>
    public static DateOnly? Covering(IReadOnlyList<DateOnly> certifiedOn, DateOnly day, int intervalDays = IntervalDays)
    {
        DateOnly? latest = null;
        foreach (var on in certifiedOn)
            if (on <= day && !(on <= latest)) latest = on;
        return latest is { } last && day <= NextDue(last, intervalDays) ? last : null;
    }

    /// <summary>The days of service that no certification covers, the earliest first: their claims wait.</summary>
    public static IReadOnlyList<DateOnly> Uncovered(
        IEnumerable<DateOnly> serviceDays, IReadOnlyList<DateOnly> certifiedOn, int intervalDays = IntervalDays) =>
        [.. serviceDays.Distinct().Order().Where(day => Covering(certifiedOn, day, intervalDays) is null)];
}
