using System.Globalization;
using IopPlatform.Checking;
using IopPlatform.Faults.Injection;
using IopPlatform.Faults.Load;

namespace IopPlatform.Faults.Reporting;

/// <summary>A fault and how the platform came back from it.</summary>
/// <param name="Recovery">Null when it did not, or when the fault could not be brought about.</param>
/// <param name="Note">What was missing last, before all answered again.</param>
public sealed record FaultOutcome(Fault Fault, TimeSpan? Recovery, string? Note)
{
    public override string ToString() => Recovery is { } took
        ? string.Create(CultureInfo.InvariantCulture, $"{Fault}: whole again after {took.TotalSeconds:0.0} s{(Note is null ? "" : $" (last: {Note})")}")
        : $"{Fault}: NOT WHOLE: {Note}";
}

/// <param name="Fault">What was done, to whom where it is told by target.</param>
/// <param name="Most">Within which 95 of 100 were put right.</param>
public sealed record RecoveryTimes(string Fault, int Count, TimeSpan Median, TimeSpan Most, TimeSpan Max, int AboveAim);

/// <param name="Acknowledged">How many creating requests were answered with 201.</param>
public sealed record FaultReport(
    int Seed, IReadOnlyList<FaultOutcome> Outcomes, LoadResult Load, IReadOnlyList<Violation> Violations, int Acknowledged, TimeSpan Took)
{
    public static readonly TimeSpan Aim = TimeSpan.FromSeconds(10);

    public bool IsGood => Violations.Count == 0 && Load.Broken.Count == 0 && Outcomes.All(outcome => outcome.Recovery is not null);

    /// <summary>Per fault and target.</summary>
    public IReadOnlyList<RecoveryTimes> Recoveries => Times(outcome => outcome.Fault.ToString());

    /// <summary>Per kind: kills, freezes, each failpoint, whatever they hit.</summary>
    public IReadOnlyList<RecoveryTimes> RecoveriesByKind => Times(outcome => outcome.Fault.Kind);

    private RecoveryTimes[] Times(Func<FaultOutcome, string> name) =>
    [
        .. from outcome in Outcomes
           where outcome.Recovery is not null
           group outcome.Recovery!.Value by name(outcome) into times
           let sorted = times.Order().ToArray()
           select new RecoveryTimes(times.Key, sorted.Length, At(sorted, 50), At(sorted, 95), sorted[^1], sorted.Count(time => time > Aim)),
    ];

    private static TimeSpan At(TimeSpan[] sorted, int percent) => sorted[(int)Math.Ceiling(sorted.Length * percent / 100.0) - 1];
}
