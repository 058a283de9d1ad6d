using IopPlatform.Journeys;

namespace IopPlatform.EndToEnd.Tests;

internal sealed class NoProgress : IJourneyProgress
{
    public void Prepared(string what)
    {
    }

    public void StepDone(string patient, string step, string detail, TimeSpan took)
    {
    }

    public void PatientDone(PatientReport patient)
    {
    }

    public void ReferralDone(ReferralReport referral)
    {
    }
}
