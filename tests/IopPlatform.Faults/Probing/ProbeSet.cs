using System.Diagnostics;
using IopPlatform.Faults.Load;
using IopPlatform.Journeys;

namespace IopPlatform.Faults.Probing;

/// <param name="LastFailure">What was missing last; null when the first look found everything.</param>
internal sealed record Recovery(TimeSpan Took, string? LastFailure);

/// <summary>
/// What shows that the platform is whole: through the gateway, one write and one read of each service, and the live state and the
/// trajectory have what was written. Looked at until all of it succeeds in one go.
/// </summary>
internal sealed class ProbeSet(Probe probe)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan EachWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromSeconds(120);

    /// <summary>The sixth of every eight patients stays in care.</summary>
    private const int InCare = 5;

    /// <summary>Plays one patient into care and sees that everything answers.</summary>
    public static async Task<ProbeSet> PrepareAsync(FaultPlatform platform, int seed, CancellationToken cancellationToken)
    {
        var journeys = SteadyLoad.Options(platform, seed) with { Patients = InCare + 1, Skip = InCare };
        var report = await JourneyRun.RunAsync(journeys, new SteadyLoad.Silent(), cancellationToken);
        if (report.Patients is not [{ Error: null, EpisodeId: { } episode, PatientId: { } patient }])
        {
            throw new InvalidOperationException($"The first journey broke off before any fault: {string.Join("; ", report.Errors)}");
        }

        var probes = new ProbeSet(await Probe.OfAsync(platform, episode, patient, cancellationToken));
        await probes.UntilWholeAsync(Stopwatch.GetTimestamp(), cancellationToken);
        return probes;
    }

    /// <summary>Looks again and again until all is well.</summary>
    /// <exception cref="Injection.FaultNotReachedException">It does not become so.</exception>
    public async Task<Recovery> UntilWholeAsync(long began, CancellationToken cancellationToken)
    {
        var last = (string?)null;
        while (await TryAsync(cancellationToken) is { } failure)
        {
            last = failure;
            if (Stopwatch.GetElapsedTime(began) > GivesUpAfter)
            {
                throw new Injection.FaultNotReachedException($"After {GivesUpAfter.TotalSeconds:0} s: {failure}");
            }

            await Task.Delay(Pause, cancellationToken);
        }

        return new Recovery(Stopwatch.GetElapsedTime(began), last);
    }

    /// <returns>What failed first; null when all succeeded.</returns>
    public async Task<string?> TryAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(EachWithin);
        var failures = await Task.WhenAll(probe.Parts.Select(part => FailureAsync(part.Name, part.Look, limit.Token)));
        cancellationToken.ThrowIfCancellationRequested();
        return failures.FirstOrDefault(failure => failure is not null);
    }

    private static async Task<string?> FailureAsync(string name, Func<CancellationToken, Task> look, CancellationToken cancellationToken)
    {
        try
        {
            await look(cancellationToken);
            return null;
        }
        catch (Exception exception)
        {
            // Whatever it is, it is what a client would see.
            return $"{name}: {exception.Message}";
        }
    }
}
