using IopPlatform.AppHost.Local;
using IopPlatform.Checking;
using IopPlatform.EndToEnd.Tests;
using IopPlatform.Journeys;

[assembly: AssemblyFixture(typeof(JourneyPlatform))]

namespace IopPlatform.EndToEnd.Tests;

/// <summary>The platform after 50 journeys at parallel 8, on which most end-to-end tests look.</summary>
public sealed class JourneyPlatform : PlatformFixture
{
    public const int Patients = 50;

    /// <summary>The first demo organization; most journeys happen there.</summary>
    public static readonly Guid Harbor = Guid.Parse("01900000-0000-7000-8000-0000000a0000");

    /// <summary>The second one: a stranger to the first.</summary>
    public static readonly Guid Prairie = Guid.Parse("01900000-0000-7000-8000-0000000b0000");

    public JourneyReport Report { get; private set; } = null!;

    /// <summary>The public API as the gateway describes it.</summary>
    public PublicApi Api { get; private set; } = null!;

    /// <summary>Everything the journeys were told is created.</summary>
    public IReadOnlyCollection<AcknowledgedWrite> Acknowledged => Exchanges.Acknowledged(Api);

    protected override WatchOptions Watch { get; } = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Api = await PublicApi.ReadAsync(Gateway);
        Report = await JourneyRun.RunAsync(Journeys(Patients, parallel: 8, seed: 7), new NoProgress(), CancellationToken.None);
        if (!Report.Errors.Any())
        {
            await new RestOfTheApi(this).CallAsync();
        }
    }
}
