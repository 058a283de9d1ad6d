using IopPlatform.Contracts.Scheduling.V1;

namespace IopPlatform.ProgramState.Domain;

/// <summary>What the team owes an episode, and by when.</summary>
public static class DueDays
{
    /// <summary>A session's note is signed within a day of its end; later it is overdue.</summary>
    public static readonly TimeSpan NoteWithin = TimeSpan.FromHours(24);

    private const int DaysToFirstReview = 7;

    /// <summary>As the last weekly review set it; the first one is due a week after admission.</summary>
    public static DateOnly? WeeklyReview(EpisodeFacts facts) =>
        facts.Reviews.Values.MaxBy(review => (review.WeekStartsOn, review.OccurredAt, review.ReviewId))?.NextReviewOn
        ?? facts.Admission?.AdmittedOn.AddDays(DaysToFirstReview);

    public static DateOnly? PlanReview(EpisodeFacts facts) =>
        facts.Plans.Values.MaxBy(plan => (plan.SignedOn, plan.OccurredAt, plan.PlanId))?.ReviewDueOn;

    public static DateOnly? Certification(EpisodeFacts facts) => facts.Certification?.NextDueOn;

    /// <summary>Attended sessions without a signed note, by the time at which each note is overdue.</summary>
    public static IReadOnlyList<DateTimeOffset> Notes(EpisodeFacts facts)
    {
        var noted = facts.Notes.Values.Select(note => note.SessionId).ToHashSet();
        return
        [
            .. facts.Attendance.Values
                .Where(record => SessionAttendance.WasThere(record) && !noted.Contains(record.SessionId))
                .Select(Overdue)
                .Order(),
        ];
    }

    private static DateTimeOffset Overdue(AttendanceRecorded record) => record.SessionEndsAt + NoteWithin;
}
