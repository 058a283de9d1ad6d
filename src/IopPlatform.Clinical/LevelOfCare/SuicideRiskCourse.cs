using IopPlatform.Clinical.Instruments;

namespace IopPlatform.Clinical.LevelOfCare;

/// <summary>The level that one screener found.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="KnownAt">When it was recorded, which may be later; nobody can have looked at it before.</param>
public sealed record RiskFound(SafetyLevel Level, DateTimeOffset At, DateTimeOffset KnownAt);

/// <summary>Whether the suicide risk has fallen, and whether a clinician has looked at it since.</summary>
public enum RiskFall
{
    None,
    Confirmed,
    Unconfirmed,
}

/// <summary>
/// The suicide risk over several screeners. A lower answer does not by itself take the place of a moderate, high or
/// indeterminate one: a patient may answer "none" out of fear of the consequences, and the screener since the last contact asks
/// of that time only. Until a clinician has looked after the fall, the higher level counts. (A rule of the platform's own.)
/// </summary>
/// <param name="Counts">The level that rules use; null when none is known or when a blank may hide more than what is known.</param>
public sealed record SuicideRiskCourse(SafetyLevel? Counts, RiskFall? Fall)
{
    /// <param name="found">Of every kind of screener, in any order.</param>
    /// <param name="looks">When a clinician decided on the patient: reviews, and safety tasks that were closed with a disposition.</param>
    public static SuicideRiskCourse Of(IEnumerable<RiskFound> found, IEnumerable<DateTimeOffset> looks)
    {
        RiskFound[] course = [.. found.OrderBy(one => one.At).ThenBy(one => SafetyLevels.Urgency(one.Level))];
        if (course.Length == 0) return new(null, null);

        DateTimeOffset? lastLook = looks.Select(look => (DateTimeOffset?)look).Max();
        List<SafetyLevel> counting = [course[^1].Level];
        var fall = RiskFall.None;
        for (var at = 0; at < course.Length - 1; at++)
        {
            if (!IsElevated(course[at].Level)) continue;
            var lower = course.Skip(at + 1).FirstOrDefault(later => SafetyLevels.Urgency(later.Level) < SafetyLevels.Urgency(course[at].Level));
            if (lower is null) continue;
            var isConfirmed = lastLook >= (lower.KnownAt > lower.At ? lower.KnownAt : lower.At);
            if (!isConfirmed) counting.Add(course[at].Level);
            fall = isConfirmed && fall != RiskFall.Unconfirmed ? RiskFall.Confirmed : RiskFall.Unconfirmed;
        }

        return new(Worst(counting), fall);
    }

    /// <summary>A known moderate or high is not hidden by a blank; less than that is.</summary>
    private static SafetyLevel? Worst(List<SafetyLevel> levels)
    {
        var known = levels.Where(level => level != SafetyLevel.Indeterminate).DefaultIfEmpty(SafetyLevel.None).Max();
        return known < SafetyLevel.Moderate && levels.Contains(SafetyLevel.Indeterminate) ? null : known;
    }

    private static bool IsElevated(SafetyLevel level) => level is SafetyLevel.Moderate or SafetyLevel.High or SafetyLevel.Indeterminate;
}
