using IopPlatform.Journeys;

namespace IopPlatform.EndToEnd.Tests;

/// <summary>Lets a test act at certain points of the journeys, rather than at certain times.</summary>
internal sealed class StepCount : IJourneyProgress
{
    private readonly Lock gate = new();
    private readonly Dictionary<int, TaskCompletionSource> awaited = [];
    private int steps;

    /// <summary>Ends when so many steps are done, of all patients together.</summary>
    public Task ReachedAsync(int count)
    {
        lock (gate)
        {
            if (steps >= count) return Task.CompletedTask;
            if (!awaited.TryGetValue(count, out var reached))
            {
                awaited[count] = reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return reached.Task;
        }
    }

    public void StepDone(string patient, string step, string detail, TimeSpan took)
    {
        lock (gate)
        {
            if (awaited.TryGetValue(++steps, out var reached)) reached.SetResult();
        }
    }

    public void Prepared(string what)
    {
    }

    public void PatientDone(PatientReport patient)
    {
    }

    public void ReferralDone(ReferralReport referral)
    {
    }
}
