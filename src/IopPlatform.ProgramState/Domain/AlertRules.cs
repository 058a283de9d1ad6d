using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;
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
    /// <summary>None for an episode that is provisional or closed. Sorted by kind.</summary>
    public static OpenAlert[] Open(EpisodeFacts facts, DateTimeOffset now, SiteCalendar calendar, InstrumentCatalog catalog) =>
        Open(facts, now, calendar, PendingStep(facts, now, calendar, catalog));

    /// <param name="pending">What <see cref="PendingStep"/> says of these facts at this moment.</param>
    public static OpenAlert[] Open(EpisodeFacts facts, DateTimeOffset now, SiteCalendar calendar, StaySignal? pending) =>
    [
        .. OfTheWeek(facts, pending).Concat(OfTheDay(facts, now, calendar)).OrderBy(alert => alert.Kind, StringComparer.Ordinal),
    ];

    /// <summary>Those that time alone can open or close in the middle of a week.</summary>
    public static IEnumerable<OpenAlert> OfTheDay(EpisodeFacts facts, DateTimeOffset now, SiteCalendar calendar)
    {
        if (!EpisodePhase.IsOpen(EpisodePhase.Of(facts))) return [];

        var today = calendar.Day(now);
        OpenAlert?[] found =
        [
            Authorization(facts, today, calendar),
            Certification(facts, today, calendar),
            NoteOverdue(facts, now),
            Review(facts, today, calendar),
            WeeklyDoseShort(facts, now, today, calendar),
        ];
        return found.OfType<OpenAlert>();
    }

    /// <summary>Those that stay as they are until a new fact comes or a new week begins.</summary>
    private static IEnumerable<OpenAlert> OfTheWeek(EpisodeFacts facts, StaySignal? pending)
    {
        if (!EpisodePhase.IsOpen(EpisodePhase.Of(facts))) return [];

        OpenAlert?[] found = [MissesInARow(facts), SafetyOpen(facts), StepChangeSuggested(pending)];
        return found.OfType<OpenAlert>();
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

    /// <summary>Holds until a review is decided that knew the newest of what it rests on.</summary>
    private static OpenAlert? StepChangeSuggested(StaySignal? pending) =>
        pending is null ? null : new(AlertKinds.StepChangeSuggested, null);

    /// <summary>Why the level of care is to be reviewed; null while nothing asks for it or a review has known it all.</summary>
    public static StaySignal? PendingStep(EpisodeFacts facts, DateTimeOffset now, SiteCalendar calendar, InstrumentCatalog catalog)
    {
        if (!EpisodePhase.IsOpen(EpisodePhase.Of(facts))) return null;
        if (EpisodeStay.Look(facts, now, calendar, catalog) is not { Suggests: not null } signal) return null;
        var reviewed = facts.Reviews.Values.Select(review => (DateTimeOffset?)review.OccurredAt).Max();
        return reviewed >= EpisodeStay.NewestKnown(facts, now, calendar) ? null : signal;
    }
}
