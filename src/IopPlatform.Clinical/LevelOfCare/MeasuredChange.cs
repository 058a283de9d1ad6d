using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>The verdict on one measurement against the baseline of its instrument.</summary>
public sealed record MeasuredChange(string InstrumentId, DateTimeOffset At, ChangeVerdict Verdict, bool? InRemission)
{
    private const int Sustained = 2;

    /// <summary>
    /// What measurements alone say of the progress, cautiously: worse as soon as the latest of any instrument is reliably worse;
    /// improved when the latest two of at least one instrument both improved reliably; remitted when, beyond that, the latest of
    /// every instrument with a border of remission is below it. Null when nothing can be compared. Starting values of our own.
    /// </summary>
    /// <param name="changes">Of any instruments, in any order.</param>
    public static StayProgress? Progress(IEnumerable<MeasuredChange> changes)
    {
        MeasuredChange[][] courses =
        [
            .. changes.Where(change => change.Verdict != ChangeVerdict.NotComparable)
                .GroupBy(change => change.InstrumentId)
                .Select(instrument => instrument.OrderByDescending(change => change.At).Take(Sustained).ToArray()),
        ];
        if (courses.Length == 0) return null;
        if (courses.Any(course => course[0].Verdict == ChangeVerdict.DeterioratedReliably)) return StayProgress.Worse;
        if (!courses.Any(course => course.Length == Sustained && course.All(change => change.Verdict == ChangeVerdict.ImprovedReliably)))
            return StayProgress.Unchanged;
        var remissions = courses.Select(course => course[0].InRemission).OfType<bool>().ToArray();
        return remissions.Length > 0 && remissions.All(remission => remission) ? StayProgress.Remitted : StayProgress.Improved;
    }
}
