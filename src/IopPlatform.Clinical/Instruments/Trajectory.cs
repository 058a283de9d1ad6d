namespace IopPlatform.Clinical.Instruments;

public enum TrajectoryState
{
    /// <summary>Everything that is expected by now has happened, or the score is in remission.</summary>
    OnTrack,

    /// <summary>Something that is expected by now has not happened, or the score is reliably worse: look at the plan.</summary>
    NotOnTrack,

    /// <summary>Nothing is expected yet.</summary>
    TooEarly,

    /// <summary>Nobody has published what to expect, or the baseline was not that of a clinical case.</summary>
    NoExpectation,
}

/// <summary>One expectation and whether it is met.</summary>
/// <param name="Expected">"improvement of 5 or more", "score of 16 or less".</param>
public sealed record TrajectoryCheck(int FromDay, string Expected, bool Met, string Source);

/// <summary>Whether a patient is where patients who get well usually are by now, with the numbers behind it.</summary>
/// <param name="Days">Since the baseline.</param>
/// <param name="Improvement">Points; negative for a change to the worse.</param>
public sealed record TrajectoryAssessment(
    TrajectoryState State,
    int Baseline,
    int Current,
    int Days,
    int Improvement,
    IReadOnlyList<TrajectoryCheck> Checks,
    string Explanation);

/// <summary>The alert that treatment does not work as expected.</summary>
public static class Trajectory
{
    public static TrajectoryAssessment Assess(InstrumentPack pack, int baseline, int current, int days)
    {
        var change = ChangeOverTime.Compare(pack, baseline, current);
        if (change.Verdict == ChangeVerdict.DeterioratedReliably)
            return Answer(TrajectoryState.NotOnTrack, [], "The score is reliably worse than the baseline. " + change.Explanation);
        if (pack.Change is not { Trajectory: { Count: > 0 } checkpoints } rule || pack.BandOf(current) is null)
            return Answer(TrajectoryState.NoExpectation, [], $"No expected course of {pack.Id} is published.");
        if (baseline < rule.CaseAt)
        {
            return Answer(
                TrajectoryState.NoExpectation, [],
                $"The baseline of {baseline} is below {rule.CaseAt}, so no improvement is expected.");
        }

        TrajectoryCheck[] checks = [.. Due(checkpoints, days).Select(Check)];
        if (change.InRemission == true)
            return Answer(TrajectoryState.OnTrack, checks, $"The score of {current} is in remission (below {rule.RemissionBelow}).");
        if (checks.Length == 0)
        {
            return Answer(
                TrajectoryState.TooEarly, checks,
                $"Nothing is expected before day {checkpoints.Min(checkpoint => checkpoint.FromDay)}; this is day {days}.");
        }

        TrajectoryCheck[] unmet = [.. checks.Where(check => !check.Met)];
        return unmet.Length == 0
            ? Answer(TrajectoryState.OnTrack, checks, "Everything that is expected by now has happened.")
            : Answer(
                TrajectoryState.NotOnTrack, checks,
                $"On day {days} not met: {string.Join("; ", unmet.Select(check => $"{check.Expected} (day {check.FromDay} on)"))}.");

        TrajectoryCheck Check(Checkpoint checkpoint) => checkpoint.ImprovementAtLeast is { } points
            ? new(checkpoint.FromDay, $"improvement of {points} or more", change.Improvement >= points, checkpoint.Source)
            : new(checkpoint.FromDay, $"score of {checkpoint.ScoreAtMost} or less", current <= checkpoint.ScoreAtMost, checkpoint.Source);

        TrajectoryAssessment Answer(TrajectoryState state, IReadOnlyList<TrajectoryCheck> found, string explanation) =>
            new(state, baseline, current, days, change.Improvement, found, explanation);
    }

    /// <summary>The code on the wire: on-track, not-on-track, too-early, no-expectation.</summary>
    public static string ToCode(this TrajectoryState state) => state switch
    {
        TrajectoryState.OnTrack => "on-track",
        TrajectoryState.NotOnTrack => "not-on-track",
        TrajectoryState.TooEarly => "too-early",
        TrajectoryState.NoExpectation => "no-expectation",
    };

    /// <summary>The latest one of each kind that has begun.</summary>
    private static IEnumerable<Checkpoint> Due(IReadOnlyList<Checkpoint> checkpoints, int days) => checkpoints
        .Where(checkpoint => checkpoint.FromDay <= days)
        .GroupBy(checkpoint => checkpoint.ImprovementAtLeast is null)
        .Select(kind => kind.MaxBy(checkpoint => checkpoint.FromDay)!)
        .OrderBy(checkpoint => checkpoint.FromDay);
}
