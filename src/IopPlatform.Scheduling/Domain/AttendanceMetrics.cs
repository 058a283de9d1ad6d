using System.Diagnostics.Metrics;
using IopPlatform.ServiceDefaults.Telemetry;

namespace IopPlatform.Scheduling.Domain;

/// <summary>
/// Meter <c>IopPlatform.Scheduling</c>. Counted by the request right after its commit, as the change against what was recorded before: the first
/// record adds its minutes, a correction adds or takes back the difference, a repetition nothing. What is taken back is a series of
/// its own, since a sum that falls cannot be told from a restart by those who compute growth; the minutes that count are the one
/// less the other.
/// </summary>
public sealed class AttendanceMetrics
{
    private readonly Tally attended = new(("kind", SessionKinds.All), ("change", ["added", "taken-back"]));

    public AttendanceMetrics(IMeterFactory meters) => meters.Create("IopPlatform.Scheduling").CreateObservableCounter(
        "iop.attended", attended.Measure, "min", "Clinical minutes that patients attended, as recorded.");

    /// <param name="kind">Of the session.</param>
    /// <param name="minutes">Below zero where a correction takes minutes back.</param>
    public void Changed(string kind, int minutes) => attended.Add(Math.Abs(minutes), kind, minutes < 0 ? "taken-back" : "added");
}
