using IopPlatform.Clinical.Instruments;
using IopPlatform.Web.Design;
using IopPlatform.Web.Gateway;
using IopPlatform.Web.Shell;
using Microsoft.Extensions.Localization;

namespace IopPlatform.Web.Features.Patients;

/// <summary>The patient page's answer: better, same or worse, and what next. Every number comes from the live state.</summary>
internal sealed class Verdict(IStringLocalizer<Words> words, Moments moments)
{
    public static WeekHours HoursOf(EpisodeState state) => new(
        state.Week.AttendedMinutes, Math.Max(0, state.Week.StillPossible), state.Week.PrescribedMinutes);

    /// <summary>One sentence on the course; safety goes before everything.</summary>
    public string Sentence(EpisodeState state, DateOnly today)
    {
        if (state.Phase == "closed") return words["This episode of care has ended."];
        if (PatientChart.RiskOf(state) is RiskLevel.High or RiskLevel.Unclear) return words["Safety first: the newest answers ask for a clinician."];
        var score = state.Scores.Where(one => one.Value is not null && one.Baseline is not null && one.Course.Count > 1)
            .OrderBy(one => one.InstrumentId != "PHQ-9").FirstOrDefault();
        if (score is null)
        {
            return state.Scores.Any(one => one.Value is not null)
                ? words["One score so far: whether it gets better shows with the next."]
                : words["No score yet: the first PHQ-9 is due."];
        }

        var (change, since) = (score.Value!.Value - score.Baseline!.Value, DayOf(score.Course.Min(point => point.AnsweredAt), state));
        var signed = change > 0 ? $"+{change}" : change < 0 ? $"−{-change}" : "±0";
        var band = InstrumentCatalog.Default.Find(score.InstrumentId)?.BandOf(score.Value.Value)?.Label;
        return words[
            score.Trend switch
            {
                "improved" => "{0} {1} since {2}: reliably better, now {3}.",
                "deteriorated" => "{0} {1} since {2}: reliably worse, now {3}.",
                _ => "{0} {1} since {2}: no reliable change, now {3}.",
            },
            score.InstrumentId, signed, moments.Day(since), band is null ? score.Value.Value.ToString(System.Globalization.CultureInfo.InvariantCulture) : words[band].Value];
    }

    /// <summary>What to do about it.</summary>
    public string Next(EpisodeState state)
    {
        if (state.Phase == "closed") return words["What follows is in the follow-ups."];
        if (PatientChart.RiskOf(state) is RiskLevel.High or RiskLevel.Unclear) return words["Open the safety task, see the person, write down what was done."];
        if (state.Scores.Any(score => score.Trend == "deteriorated")) return words["Review the plan this week: what is done now does not help enough."];
        return Gap(state) ?? words["The week holds; nothing to change."].Value;
    }

    /// <summary>What would close the gap to the prescribed hours; null when there is none.</summary>
    public string? Gap(EpisodeState state) => state.Week.Outlook switch
    {
        "reachable-with-extra" => words["Book {0} h more this week to reach {1} h.", Hours(Missing(state)), Hours(state.Week.PrescribedMinutes)].Value,
        "cannot-reach" => words["{0} h cannot be reached this week; say at the review why.", Hours(state.Week.PrescribedMinutes)].Value,
        _ => (string?)null,
    };

    private static int Missing(EpisodeState state) => Math.Max(0, state.Week.PrescribedMinutes - state.Week.AttendedMinutes - state.Week.StillPossible);

    private static string Hours(int minutes) => Moments.Hours(minutes);

    private static DateOnly DayOf(DateTimeOffset at, EpisodeState state) => DateOnly.FromDateTime(Moments.At(at, state.TimeZone).DateTime);
}
