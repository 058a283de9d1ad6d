using IopPlatform.Clinical.Program;

namespace IopPlatform.ProgramState.Domain;

/// <summary>An alert that is open, and since when where facts tell.</summary>
[GenerateSerializer, Immutable]
public sealed record OpenAlert(string Kind, DateTimeOffset? Since);

public static class AlertKinds
{
    public const string WeeklyDoseShort = "weekly-dose-short";
    public const string MissesInARow = "misses-in-a-row";
    public const string ReviewDue = "review-due";
    public const string NoteOverdue = "note-overdue";
    public const string AuthorizationNearlySpent = "authorization-nearly-spent";
    public const string StepChangeSuggested = "step-change-suggested";
    public const string CertificationDue = "certification-due";
    public const string SafetyOpen = "safety-open";
}

/// <summary>Which alerts are open, from facts and time alone: levels, never edges.</summary>
public static class AlertRules
{
    private const int WeeksLookedAt = 4;

    /// <summary>None for an episode that is provisional or closed. Sorted by kind.</summary>
    public static OpenAlert[] Open(EpisodeFacts facts, DateTimeOffset now, SiteCalendar calendar)
    {
        if (!EpisodePhase.IsOpen(EpisodePhase.Of(facts))) return [];

        var today = calendar.Day(now);
        OpenAlert?[] found =
        [
            Authorization(facts, today, calendar),
            Certification(facts, today, calendar),
            MissesInARow(facts),
            NoteOverdue(facts, now),
            Review(facts, today, calendar),
            SafetyOpen(facts),
            StepChangeSuggested(facts, now, today, calendar),
            WeeklyDoseShort(facts, now, today, calendar),
        ];
        return [.. found.OfType<OpenAlert>()];
    }

    /// <summary>The week's scheduled sessions cannot reach the prescription. The week of admission is spared.</summary>
    private static OpenAlert? WeeklyDoseShort(EpisodeFacts facts, DateTimeOffset now, DateOnly today, SiteCalendar calendar)
    {
        var monday = SiteCalendar.MondayOf(today);
        return facts.Admission!.AdmittedOn <= monday
            && EpisodeWeek.Forecast(facts, monday, now, calendar).Outlook == DoseOutlook.CannotReach
            ? new(AlertKinds.WeeklyDoseShort, null)
            : null;
    }

    private static OpenAlert? MissesInARow(EpisodeFacts facts) =>
        AttendanceStreak.Compute(SessionAttendance.Marks(facts, DateTimeOffset.MinValue)).OutreachDue
            ? new(AlertKinds.MissesInARow, null)
            : null;

    /// <summary>From the day on which the weekly review or the review of the plan is due.</summary>
    private static OpenAlert? Review(EpisodeFacts facts, DateOnly today, SiteCalendar calendar)
    {
        var due = new[] { DueDays.WeeklyReview(facts), DueDays.PlanReview(facts) }.Min();
        return due <= today ? new(AlertKinds.ReviewDue, calendar.StartOf(due.Value)) : null;
    }

    private static OpenAlert? NoteOverdue(EpisodeFacts facts, DateTimeOffset now) =>
        DueDays.Notes(facts) is [var first, ..] && first <= now ? new(AlertKinds.NoteOverdue, first) : null;

    private static OpenAlert? Authorization(EpisodeFacts facts, DateOnly today, SiteCalendar calendar) =>
        CurrentAuthorization.Of(facts, today, calendar) is { State.NearlySpent: true }
            ? new(AlertKinds.AuthorizationNearlySpent, null)
            : null;

    /// <summary>From the first of the reminder days of <see cref="Clinical.Program.Certification"/> on.</summary>
    private static OpenAlert? Certification(EpisodeFacts facts, DateOnly today, SiteCalendar calendar)
    {
        var from = DueDays.Certification(facts)?.AddDays(-Clinical.Program.Certification.WarnDaysBefore[0]);
        return from <= today ? new(AlertKinds.CertificationDue, calendar.StartOf(from.Value)) : null;
    }

    private static OpenAlert? SafetyOpen(EpisodeFacts facts)
    {
        var open = facts.SafetyTasks.Values
            .Where(task => !(facts.Acknowledgements.GetValueOrDefault(task.TaskId)?.Version > task.Version))
            .ToList();
        return open.Count > 0 ? new(AlertKinds.SafetyOpen, open.Min(task => task.OccurredAt)) : null;
    }

    /// <summary>
    /// Holds until a review is decided that knew the newest of what the suggestion rests on: the latest score and the last
    /// complete week.
    /// </summary>
    private static OpenAlert? StepChangeSuggested(EpisodeFacts facts, DateTimeOffset now, DateOnly today, SiteCalendar calendar)
    {
        var scores = EpisodeScores.ByInstrument(facts);
        var monday = SiteCalendar.MondayOf(today);
        var suggestion = StepChange.Suggest(new StepChangeFacts
        {
            Weeks = [.. CompleteWeeks(facts, monday, now, calendar)],
            Changes = [.. EpisodeScores.Changes(scores, calendar)],
            AttendanceRate = AttendanceStreak.Compute(
                SessionAttendance.Marks(facts, calendar.StartOf(monday.AddDays(-7 * WeeksLookedAt)))).AttendanceRate,
            Risk = EpisodeScores.Risk(scores),
        });
        if (suggestion.Kind == StepChangeKind.None) return null;

        var newest = scores.SelectMany(instrument => instrument).Select(score => score.AnsweredAt)
            .Append(calendar.StartOf(monday))
            .Max();
        var reviewed = facts.Reviews.Values.Select(review => (DateTimeOffset?)review.OccurredAt).Max();
        return reviewed >= newest ? null : new(AlertKinds.StepChangeSuggested, null);
    }

    private static IEnumerable<WeekOfDose> CompleteWeeks(
        EpisodeFacts facts, DateOnly monday, DateTimeOffset now, SiteCalendar calendar) =>
        from back in Enumerable.Range(1, WeeksLookedAt)
        let week = monday.AddDays(-7 * back)
        where week >= facts.Admission!.AdmittedOn
        let dose = EpisodeWeek.Forecast(facts, week, now, calendar)
        where dose.Prescribed > 0
        select new WeekOfDose(week, dose.Prescribed, dose.Attended);
}
