using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.Clinical.Program;

namespace IopPlatform.ProgramState.Domain;

/// <summary>The view of an episode as a pure function of its facts, the moment, and the site's calendar.</summary>
public static class EpisodeProjection
{
    private const int CourseLengthMax = 12;
    private const int RateDecimals = 3;

    public static EpisodeView View(Guid episodeId, EpisodeFacts facts, long version, DateTimeOffset now, SiteCalendar calendar, InstrumentCatalog catalog)
    {
        var today = calendar.Day(now);
        var lastDay = facts.Closing is { } closing && closing.DischargedOn < today ? closing.DischargedOn : today;
        var pending = AlertRules.PendingStep(facts, now, calendar, catalog);
        return new EpisodeView(
            episodeId,
            facts.PatientId,
            facts.SiteId,
            version,
            now,
            calendar.TimeZone,
            EpisodePhase.Of(facts),
            CurrentPlacement.LevelOfCare(facts),
            facts.Admission?.AgeGroup,
            facts.Admission?.ProgramId,
            facts.Admission?.TrackId,
            facts.Admission?.PrimaryTherapistId,
            facts.Admission?.AdmittedOn,
            facts.Closing?.DischargedOn,
            facts.Closing?.Reason,
            ProgramWeek(facts.Admission?.AdmittedOn, lastDay),
            Week(EpisodeWeek.Forecast(facts, SiteCalendar.MondayOf(lastDay), now, calendar), SiteCalendar.MondayOf(lastDay)),
            Attendance(facts),
            Here(facts, now),
            facts.Closing is null ? Next(facts, now) : null,
            [.. EpisodeScores.ByInstrument(facts).Select(scores => Score(scores, catalog))],
            AlertRules.Open(facts, now, calendar, pending),
            Due(facts),
            Authorization(CurrentAuthorization.Of(facts, lastDay, calendar)),
            StepChange(pending));
    }

    private static int? ProgramWeek(DateOnly? admittedOn, DateOnly day) =>
        admittedOn <= day
            ? ((SiteCalendar.MondayOf(day).DayNumber - SiteCalendar.MondayOf(admittedOn.Value).DayNumber) / 7) + 1
            : null;

    private static WeekView Week(WeeklyDoseForecast dose, DateOnly monday) => new(
        monday, dose.Prescribed, dose.Scheduled, dose.Attended, dose.StillPossible, dose.Needed, dose.Outlook.ToCode());

    private static AttendanceView Attendance(EpisodeFacts facts)
    {
        var summary = AttendanceStreak.Compute(SessionAttendance.Marks(facts, DateTimeOffset.MinValue));
        return new(
            summary.MissesInARow, Rounded(summary.AttendanceRate), Rounded(summary.AttendanceRateUnexcused), summary.OutreachDue);

        static decimal? Rounded(decimal? rate) => rate is { } value ? decimal.Round(value, RateDecimals) : null;
    }

    private static PresenceView? Here(EpisodeFacts facts, DateTimeOffset now) =>
        facts.Attendance.Values
            .Where(record => SessionAttendance.IsCheckedIn(record) && SessionAttendance.StillCounts(record.SessionEndsAt, now))
            .MaxBy(record => (record.SessionStartsAt, record.AttendanceId)) is { } record
            ? new(record.SessionId, record.Kind, record.ArrivedAt ?? record.OccurredAt)
            : null;

    private static SessionView? Next(EpisodeFacts facts, DateTimeOffset now) =>
        facts.Schedules.Values
            .SelectMany(schedule => schedule.Sessions)
            .Where(session => !session.Canceled && session.StartsAt > now)
            .MinBy(session => (session.StartsAt, session.SessionId)) is { } session
            ? new(
                session.SessionId, session.GroupId, session.Kind, session.StartsAt, session.EndsAt, session.StaffId, session.Room)
            : null;

    private static ScoreView Score(IGrouping<string, Measurement> instrument, InstrumentCatalog catalog)
    {
        var latest = instrument.Last();
        var scored = instrument.Where(measurement => measurement.Value is not null).ToList();
        return new(
            instrument.Key,
            latest.Value,
            latest.Band,
            latest.SafetyLevel,
            latest.AnsweredAt,
            scored.Count > 0 ? scored[0].Value : null,
            scored.Count > 1
                ? EpisodeScores.Compare(catalog, instrument.Key, scored[0].Value!.Value, scored[^1].Value!.Value)?.Verdict.ToCode()
                : null,
            [.. scored.TakeLast(CourseLengthMax).Select(point => new ScorePoint(point.AnsweredAt, point.Value!.Value))]);
    }

    private static DueView Due(EpisodeFacts facts)
    {
        var notes = DueDays.Notes(facts);
        var isOpen = facts.Closing is null;
        return new(
            isOpen ? DueDays.WeeklyReview(facts) : null,
            isOpen ? DueDays.PlanReview(facts) : null,
            isOpen ? DueDays.Certification(facts) : null,
            notes.Count > 0 ? notes[0] : null,
            notes.Count);
    }

    private static StepChangeView? StepChange(StaySignal? signal) => signal is null
        ? null
        : new(
            signal.Suggests!.Value.ToCode(),
            Reasons(signal.Reasons),
            Reasons(signal.RedFlags),
            [.. signal.MissingFacts],
            signal.RulesVersion,
            signal.WatchVersion);

    private static StepReasonView[] Reasons(IReadOnlyList<PlacementReason> reasons) =>
    [
        .. reasons.Select(reason => new StepReasonView(
            reason.RuleId, reason.Sentence, [.. reason.Facts.Select(fact => new StepFactView(fact.Name, fact.Value))])),
    ];

    private static AuthorizationView? Authorization(CurrentAuthorization? current) => current is null
        ? null
        : new(
            current.Approved.AuthorizationId,
            current.Approved.Payer,
            current.Approved.UnitsApproved,
            current.UnitsUsed,
            current.State.UnitsLeft,
            current.Approved.From,
            current.Approved.To,
            current.State.DaysToExpiry,
            current.State.ExpectedExhaustionOn,
            current.State.NearlySpent);
}
