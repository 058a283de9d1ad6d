using System.Diagnostics.Metrics;
using IopPlatform.Clinical.LevelOfCare;
using IopPlatform.ServiceDefaults.Telemetry;

namespace IopPlatform.Intake.Domain;

/// <summary>
/// Meter <c>IopPlatform.Intake</c>. Counted by the request right after its commit: one that is repeated under its key, refused or rolled back
/// counts nothing. What is committed in the moment in which the process dies is not counted.
/// </summary>
public sealed class IntakeMetrics
{
    private readonly Tally referrals = new(("source", Codes.SourceKinds), ("urgency", Codes.Urgencies));
    private readonly Tally admissions = new(("level_of_care", [.. LevelsOfCare.ByIntensity.Select(level => level.ToCode())]));

    public IntakeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("IopPlatform.Intake");
        meter.CreateObservableCounter("iop.referrals", referrals.Measure, "{referral}", "Referrals that were registered, also from FHIR.");
        meter.CreateObservableCounter("iop.admissions", admissions.Measure, "{admission}", "Episodes of care that were opened, at their first level of care.");
    }

    public void Referred(NewReferral referral) => referrals.Add(1, referral.SourceKind, referral.Urgency);

    public void Admitted(string levelOfCare) => admissions.Add(1, levelOfCare);
}
