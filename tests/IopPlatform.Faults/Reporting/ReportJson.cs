using System.Text.Json;

namespace IopPlatform.Faults.Reporting;

/// <summary>The report for programs.</summary>
public static class ReportJson
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string Write(FaultReport report) => JsonSerializer.Serialize(
        new
        {
            report.Seed,
            TookSeconds = report.Took.TotalSeconds,
            AimSeconds = FaultReport.Aim.TotalSeconds,
            report.Acknowledged,
            JourneysFinished = report.Load.Finished,
            JourneysBroken = report.Load.Broken,
            Violations = report.Violations.Select(violation => violation.ToString()),
            Faults = report.Outcomes.Select(outcome => new
            {
                outcome.Fault.Kind,
                outcome.Fault.Target,
                RecoverySeconds = outcome.Recovery?.TotalSeconds,
                outcome.Note,
            }),
            Recoveries = report.Recoveries.Select(Times),
            RecoveriesByKind = report.RecoveriesByKind.Select(Times),
            Good = report.IsGood,
        },
        Json);

    private static object Times(RecoveryTimes times) => new
    {
        times.Fault,
        times.Count,
        MedianSeconds = times.Median.TotalSeconds,
        P95Seconds = times.Most.TotalSeconds,
        MaxSeconds = times.Max.TotalSeconds,
        times.AboveAim,
    };
}
