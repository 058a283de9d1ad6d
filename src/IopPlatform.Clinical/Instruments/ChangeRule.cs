namespace IopPlatform.Clinical.Instruments;

/// <summary>
/// What counts as change. All numbers are points of the score, null where nobody has published one;
/// <paramref name="ResponsePercent"/> is the least relative improvement against the baseline,
/// <paramref name="ResponsePoints"/> the least absolute one; <paramref name="RemissionBelow"/> is exclusive; from
/// <paramref name="CaseAt"/> (inclusive) on, a score is that of a clinical case.
/// </summary>
/// <param name="ReliableAt">Points (inclusive) from which a change exceeds the error of measurement.</param>
/// <param name="Reliability">The coefficient behind a published reliable change.</param>
/// <param name="Trajectory">What is expected at which time; null where no expectation is published.</param>
public sealed record ChangeRule(
    string Source,
    int? ReliableAt = null,
    int? MeaningfulAt = null,
    int? ResponsePercent = null,
    int? ResponsePoints = null,
    int? RemissionBelow = null,
    int? CaseAt = null,
    ReliabilityRule? Reliability = null,
    IReadOnlyList<Checkpoint>? Trajectory = null);

/// <summary>A published reliability, from which <see cref="ReliableChange"/> computes.</summary>
/// <param name="Coefficient">Above 0 and below 1.</param>
/// <param name="Kind">Such as "Cronbach's alpha" or "test-retest, 14 to 28 days".</param>
/// <param name="StandardDeviation">Of the same study, in points; null when it was not found.</param>
/// <param name="Points">The reliable change index of the same study, in points; null when it was not found.</param>
public sealed record ReliabilityRule(
    double Coefficient, string Kind, string Source, double? StandardDeviation = null, double? Points = null);

/// <summary>
/// What is expected from a day on (counted from the baseline, inclusive): an improvement of at least so many points, or a
/// score of at most so much; exactly one of the two. Of several that look at the same, the latest one holds.
/// </summary>
public sealed record Checkpoint(int FromDay, string Source, int? ImprovementAtLeast = null, int? ScoreAtMost = null);
