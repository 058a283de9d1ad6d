namespace IopPlatform.ProgramState.Domain;

/// <summary>When time alone will open or close an alert.</summary>
public static class AlertClock
{
    private const int DaysOfAWeek = 7;

    /// <summary>
    /// The next moment after <paramref name="now"/> at which the alerts differ, if nothing else happens; at the latest the next
    /// Monday, from where it looks further. Null when the episode is not open.
    /// </summary>
    public static DateTimeOffset? NextReview(EpisodeFacts facts, DateTimeOffset now, SiteCalendar calendar)
    {
        if (!EpisodePhase.IsOpen(EpisodePhase.Of(facts))) return null;

        var today = calendar.Day(now);
        var nextMonday = SiteCalendar.MondayOf(today).AddDays(DaysOfAWeek);
        var latest = calendar.StartOf(nextMonday);
        var current = Kinds(facts, now, calendar);
        var candidates = Enumerable.Range(1, nextMonday.DayNumber - today.DayNumber - 1)
            .Select(days => calendar.StartOf(today.AddDays(days)))
            .Concat(DueDays.Notes(facts).Where(due => due > now && due < latest).Take(1))
            .Order();
        foreach (var candidate in candidates)
        {
            if (!Kinds(facts, candidate, calendar).SetEquals(current)) return candidate;
        }

        return latest;
    }

    private static HashSet<string> Kinds(EpisodeFacts facts, DateTimeOffset at, SiteCalendar calendar) =>
        [.. AlertRules.OfTheDay(facts, at, calendar).Select(alert => alert.Kind)];
}
