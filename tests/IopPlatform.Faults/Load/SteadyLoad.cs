using IopPlatform.Journeys;

namespace IopPlatform.Faults.Load;

/// <param name="Finished">How many patients came to the end of their journeys.</param>
/// <param name="Broken">What the others say. A careful client meets nothing but delays, so each is a violation.</param>
public sealed record LoadResult(int Finished, IReadOnlyList<string> Broken)
{
    public override string ToString() => $"{Finished} journeys finished, {Broken.Count} broke off";
}

/// <summary>Patients' journeys, one after the other, some at a time, by clients that ask again when an answer is lost.</summary>
internal sealed class SteadyLoad : IDisposable
{
    private const int AtOnce = 3;
    private const int PatientsMax = 20_000;
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(4);

    /// <summary>Far longer than any recovery may take: what is not back by then is lost.</summary>
    public static readonly TimeSpan RepeatFor = TimeSpan.FromSeconds(90);

    private readonly CancellationTokenSource noMore = new();
    private readonly Task<JourneyReport> run;

    private SteadyLoad(FaultPlatform platform, int seed, CancellationToken cancellationToken)
    {
        var options = Options(platform, seed) with { Patients = PatientsMax, Parallel = AtOnce, NoMore = noMore.Token };
        run = Task.Run(() => JourneyRun.RunAsync(options, new Silent(), cancellationToken), CancellationToken.None);
    }

    public static SteadyLoad Begin(FaultPlatform platform, int seed, CancellationToken cancellationToken) =>
        new(platform, seed, cancellationToken);

    public static JourneyOptions Options(FaultPlatform platform, int seed) => new()
    {
        Gateway = platform.Gateway,
        DemoPassword = platform.Local.DemoPassword,
        DemoTotpSeed = platform.Local.DemoTotpSeed,
        Seed = seed,
        Wire = platform.Exchanges.Around,
        RepeatFor = RepeatFor,
    };

    /// <summary>Lets those who have begun come to their end.</summary>
    public async Task<LoadResult> EndAsync()
    {
        await noMore.CancelAsync();
        var report = await run.WaitAsync(EndsWithin);
        return new LoadResult(
            report.Patients.Count(patient => patient.Error is null), [.. report.Errors.Select(error => error.ToString())]);
    }

    public void Dispose() => noMore.Dispose();

    /// <summary>Hears nothing; the report says all.</summary>
    internal sealed class Silent : IJourneyProgress
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
}
