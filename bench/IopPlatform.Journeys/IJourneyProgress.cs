namespace IopPlatform.Journeys;

/// <summary>Hears what happens while it happens. Called from several journeys at once.</summary>
public interface IJourneyProgress
{
    /// <summary>Something was set up for the demo provider.</summary>
    void Prepared(string what);

    /// <param name="detail">What came of it, in a few words; empty when there is nothing to add.</param>
    void StepDone(string patient, string step, string detail, TimeSpan took);

    void PatientDone(PatientReport patient);

    void ReferralDone(ReferralReport referral);
}
