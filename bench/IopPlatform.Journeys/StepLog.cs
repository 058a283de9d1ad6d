using System.Diagnostics;

namespace IopPlatform.Journeys;

/// <summary>Times every step of every patient, in the order in which steps were first seen.</summary>
internal sealed class StepLog(IJourneyProgress progress)
{
    private readonly Lock gate = new();
    private readonly List<(string Step, List<TimeSpan> Times)> steps = [];

    public IReadOnlyList<StepTimes> Times
    {
        get
        {
            lock (gate) return [.. steps.Select(step => StepTimes.Of(step.Step, step.Times))];
        }
    }

    public void Add(string patient, string step, string detail, long since)
    {
        var took = Stopwatch.GetElapsedTime(since);
        lock (gate)
        {
            var known = steps.Find(entry => entry.Step == step).Times;
            if (known is null) steps.Add((step, known = []));
            known.Add(took);
        }

        progress.StepDone(patient, step, detail, took);
    }
}
