using IopPlatform.Clinical.Instruments;
using IopPlatform.Clinical.LevelOfCare;

namespace IopPlatform.Clinical.Program;

/// <summary>What a suggestion rests on.</summary>
public sealed record StepChangeFacts
{
    /// <summary>Complete weeks, in any order; a week without a prescription is left out.</summary>
    public IReadOnlyList<WeekOfDose> Weeks { get; init; } = [];

    /// <summary>Changes against the baseline, of any instruments, in any order.</summary>
    public IReadOnlyList<ChangeOnDay> Changes { get; init; } = [];

    /// <summary>Attended over scheduled minutes of the last four weeks; null: not known.</summary>
    public decimal? AttendanceRate { get; init; }

    /// <summary>The latest suicide risk level; null: not known.</summary>
    public SafetyLevel? Risk { get; init; }
}

/// <summary>One complete week: its first day and the clinical minutes prescribed and attended.</summary>
public sealed record WeekOfDose(DateOnly StartsOn, int PrescribedMinutes, int AttendedMinutes);

/// <summary>The verdict on one measurement against the baseline of its instrument.</summary>
public sealed record ChangeOnDay(string InstrumentId, DateOnly On, ChangeVerdict Verdict);

public enum StepChangeKind
{
    None,
    ReviewLevelOfCare,
    ConsiderStepDown,
    ConsiderStepUp,
}

/// <summary>
/// A suggestion for the clinical review; a clinician decides. The reasons of the suggestion, and those of weaker ones that
/// hold as well, are all listed; the strongest suggestion wins: step-up, then review, then step-down.
/// </summary>
public sealed record StepChangeSuggestion(
    StepChangeKind Kind, IReadOnlyList<PlacementReason> Reasons, string RulesVersion);

/// <summary>
/// A first rule for stepping up or down. The thresholds are the platform's own starting values (two weeks, two
/// measurements, 80 % attendance), not published ones.
/// </summary>
public static class StepChange
{
    public const string RulesVersion = "iop-step-2026.1";
    private const int WeeksBelowDose = 2;
    private const int MeasurementsSustained = 2;
    private const decimal StepDownAttendance = 0.80m;

    public static StepChangeSuggestion Suggest(StepChangeFacts facts)
    {
        (StepChangeKind Kind, PlacementReason? Reason)[] found =
        [
            (StepChangeKind.ConsiderStepUp, HighRisk(facts)),
            (StepChangeKind.ConsiderStepUp, Deterioration(facts)),
            (StepChangeKind.ReviewLevelOfCare, BelowDose(facts)),
            (StepChangeKind.ConsiderStepDown, SustainedImprovement(facts)),
        ];
        var holding = found.Where(rule => rule.Reason is not null).ToArray();
        return new(
            holding.Length > 0 ? holding[0].Kind : StepChangeKind.None,
            [.. holding.Select(rule => rule.Reason!)],
            RulesVersion);
    }

    /// <summary>The code on the wire: none, review, step-down, step-up.</summary>
    public static string ToCode(this StepChangeKind kind) => kind switch
    {
        StepChangeKind.None => "none",
        StepChangeKind.ReviewLevelOfCare => "review",
        StepChangeKind.ConsiderStepDown => "step-down",
        StepChangeKind.ConsiderStepUp => "step-up",
    };

    private static PlacementReason? HighRisk(StepChangeFacts facts) => facts.Risk == SafetyLevel.High
        ? new("STEP-UP-01", "Suicide risk is high; more intensive care is considered at once.", [Risk(SafetyLevel.High)])
        : null;

    private static PlacementReason? Deterioration(StepChangeFacts facts)
    {
        ChangeOnDay[] worse = [.. Latest(facts).Where(change => change.Verdict == ChangeVerdict.DeterioratedReliably)];
        return worse.Length > 0
            ? new("STEP-UP-02", "The latest measurement is reliably worse than the baseline.", [.. worse.Select(Cite)])
            : null;
    }

    private static PlacementReason? BelowDose(StepChangeFacts facts)
    {
        WeekOfDose[] last = [.. facts.Weeks.Where(week => week.PrescribedMinutes > 0)
            .OrderByDescending(week => week.StartsOn).Take(WeeksBelowDose)];
        var inARow = last.Length == WeeksBelowDose && last[0].StartsOn == last[1].StartsOn.AddDays(7);
        return inARow && last.All(week => week.AttendedMinutes < week.PrescribedMinutes)
            ? new("STEP-REV-01", "Two weeks in a row stayed below the prescribed dose; the level of care is reviewed.",
                [.. last.Select(Cite)])
            : null;
    }

    /// <summary>
    /// The last two measurements of at least one instrument improved reliably, none is worse, attendance is good, and risk
    /// is known to be none or low. What is not known does not support a step down.
    /// </summary>
    private static PlacementReason? SustainedImprovement(StepChangeFacts facts)
    {
        if (facts.Risk is not (SafetyLevel.None or SafetyLevel.Low)) return null;
        if (!(facts.AttendanceRate >= StepDownAttendance)) return null;
        if (Latest(facts).Any(change => change.Verdict == ChangeVerdict.DeterioratedReliably)) return null;
        var sustained = facts.Changes
            .GroupBy(change => change.InstrumentId)
            .Select(group => group.OrderByDescending(change => change.On).Take(MeasurementsSustained).ToArray())
            .Where(last => last.Length == MeasurementsSustained
                && last.All(change => change.Verdict == ChangeVerdict.ImprovedReliably))
            .SelectMany(last => last)
            .ToArray();
        return sustained.Length == 0
            ? null
            : new(
                "STEP-DOWN-01",
                "Improvement is reliable in two measurements in a row, attendance is good and risk is low.",
                [.. sustained.Select(Cite), new("attendanceRate", $"{facts.AttendanceRate:P0}"), Risk(facts.Risk.Value)]);
    }

    private static IEnumerable<ChangeOnDay> Latest(StepChangeFacts facts) =>
        facts.Changes.GroupBy(change => change.InstrumentId).Select(group => group.MaxBy(change => change.On)!);

    private static CitedFact Risk(SafetyLevel level) => new("cssrsLevel", level.ToCode());

    private static CitedFact Cite(ChangeOnDay change) =>
        new($"change:{change.InstrumentId}", $"{change.Verdict.ToCode()} on {change.On:yyyy-MM-dd}");

    private static CitedFact Cite(WeekOfDose week) =>
        new("week", $"{week.AttendedMinutes} of {week.PrescribedMinutes} minutes from {week.StartsOn:yyyy-MM-dd} on");
}
