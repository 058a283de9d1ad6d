using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.Clinical.Program;

namespace IopPlatform.ProgramState.Domain;

/// <summary>What the live state knows of an episode's stay, as the rules of the stay review take it.</summary>
public static class EpisodeStay
{
    private const int WeeksLookedAt = 4;
    private const int DaysOfAWeek = 7;

    /// <summary>Whether the record asks for a review of the level of care; null when no level is known.</summary>
    public static StaySignal? Look(EpisodeFacts facts, DateTimeOffset now, SiteCalendar calendar, InstrumentCatalog catalog) =>
        LevelsOfCare.FromCode(CurrentPlacement.LevelOfCare(facts)) is { } level && facts.Admission is not null
            ? StayWatch.Look(Facts(facts, level, now, calendar, catalog), PlacementRules.Current, StayWatchRules.Current)
            : null;

    /// <summary>
    /// The newest of what a signal rests on: a later review has known it, and so has whoever admitted the patient on the baseline.
    /// </summary>
    public static DateTimeOffset NewestKnown(EpisodeFacts facts, DateTimeOffset now, SiteCalendar calendar) =>
        EpisodeScores.ByInstrument(facts)
            .SelectMany(instrument => instrument)
            .Select(score => score.AnsweredAt)
            .Append(calendar.StartOf(SiteCalendar.MondayOf(calendar.Day(now))))
            .Max();

    private static StayFacts Facts(
        EpisodeFacts facts, LevelOfCare level, DateTimeOffset now, SiteCalendar calendar, InstrumentCatalog catalog)
    {
        var scores = EpisodeScores.ByInstrument(facts);
        // Within a week nothing of it changes by time alone, so that a planned look each Monday is enough.
        var monday = SiteCalendar.MondayOf(calendar.Day(now));
        var risk = SuicideRiskCourse.Of(EpisodeScores.RiskFindings(scores), Looks(facts));
        return new StayFacts
        {
            Today = new PlacementFacts
            {
                AsOf = scores.SelectMany(instrument => instrument).Select(score => calendar.Day(score.AnsweredAt)).Append(monday).Max(),
                SuicideRisk = risk.Counts,
                Scores =
                [
                    .. scores.SelectMany(instrument => instrument)
                        .Where(score => !score.IsBaseline)
                        .Select(score => new PlacementScore(score.InstrumentId, score.Value, calendar.Day(score.AnsweredAt))),
                ],
            },
            CurrentLevel = level,
            WeeksAtLevel = Math.Max(0, monday.DayNumber - CurrentPlacement.Since(facts, calendar).DayNumber) / DaysOfAWeek,
            Progress = MeasuredChange.Progress(EpisodeScores.Changes(scores, catalog)),
            AttendancePercent = AttendancePercent(facts, monday, calendar),
            WeeksBelowDose = WeekOfDose.BelowDoseInARow(CompleteWeeks(facts, monday, now, calendar)),
            RiskFall = risk.Fall,
        };
    }

    /// <summary>
    /// When a clinician looked at the patient's risk. A task about withdrawal or overdose, or one whose opening is not known, is no
    /// look at it.
    /// </summary>
    private static IEnumerable<DateTimeOffset> Looks(EpisodeFacts facts) =>
        facts.Reviews.Values.Select(review => review.OccurredAt)
            .Concat(facts.Acknowledgements.Values
                .Where(task => facts.SafetyTasks.GetValueOrDefault(task.TaskId)?.Kind == "risk")
                .Select(task => task.OccurredAt));

    private static int? AttendancePercent(EpisodeFacts facts, DateOnly monday, SiteCalendar calendar) =>
        AttendanceStreak.Compute(SessionAttendance.Marks(facts, calendar.StartOf(monday.AddDays(-DaysOfAWeek * WeeksLookedAt))))
            .AttendanceRate is { } rate
            ? (int)(rate * 100)
            : null;

    private static IEnumerable<WeekOfDose> CompleteWeeks(
        EpisodeFacts facts, DateOnly monday, DateTimeOffset now, SiteCalendar calendar) =>
        from back in Enumerable.Range(1, WeeksLookedAt)
        let week = monday.AddDays(-DaysOfAWeek * back)
        where week >= facts.Admission!.AdmittedOn
        let dose = EpisodeWeek.Forecast(facts, week, now, calendar)
        select new WeekOfDose(week, dose.Prescribed, dose.Attended);
}
