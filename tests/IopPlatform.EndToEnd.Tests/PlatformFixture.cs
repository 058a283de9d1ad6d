using System.Runtime.CompilerServices;
using IopPlatform.AppHost;
using IopPlatform.AppHost.Local;
using IopPlatform.Checking;
using IopPlatform.Journeys;

namespace IopPlatform.EndToEnd.Tests;

/// <summary>The whole platform as <c>./iop up</c> starts it, in a data folder and on ports of its own.</summary>
public abstract class PlatformFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(3);

    /// <summary>Kept after the tests where IOP_E2E_KEEP is set.</summary>
    public string DataFolder { get; } = Path.Combine(Path.GetTempPath(), "iop-e2e-" + Guid.CreateVersion7().ToString("N")[^12..]);

    private readonly string keyFolder = Path.Combine(Path.GetTempPath(), "iop-e2e-key-" + Guid.CreateVersion7().ToString("N")[^12..]);

    public LocalPlatform Platform { get; private set; } = null!;

    public Uri Gateway => Platform.Address("gateway");

    public Checker Checker => new(AppHost.Platform.Topology.Databases.ToDictionary(
        database => database.Name, database => Platform.Database(database.Name, DatabaseRole.Migrator)));

    /// <summary>Every exchange that a journey had with the gateway.</summary>
    public ExchangeRecorder Exchanges { get; } = new();

    protected virtual Topology Topology => AppHost.Platform.Topology;

    /// <summary>Null: neither console nor dashboard.</summary>
    protected virtual WatchOptions? Watch => null;

    public virtual async ValueTask InitializeAsync()
    {
        using var patience = new CancellationTokenSource(StartsWithin);
        foreach (var shared in new[] { "IOP_POSTGRES", "IOP_RABBITMQ", "IOP_REDIS", "IOP_SMTP" })
        {
            // A whole platform starts its own servers, so that two of them share no database.
            Environment.SetEnvironmentVariable(shared, null);
        }

        Platform = await LocalPlatform.StartAsync(
            new LocalPlatformOptions { DataFolder = DataFolder, KeyFolder = keyFolder, BinariesFolder = Binaries(), Topology = Topology, Watch = Watch },
            patience.Token);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Platform.DisposeAsync();
        if (Environment.GetEnvironmentVariable("IOP_E2E_KEEP") is not null) return;
        Directory.Delete(DataFolder, recursive: true);
        Directory.Delete(keyFolder, recursive: true);
    }

    /// <summary>The audit trails, as <c>./iop audit verify</c> sees them.</summary>
    public Task<AuditedPlatform> AuditTrailsAsync() => AuditedPlatform.OpenAsync(DataFolder, CancellationToken.None);

    public JourneyOptions Journeys(int patients, int parallel, int seed, string? from = null) => new()
    {
        Gateway = Gateway,
        DemoPassword = Platform.DemoPassword,
        DemoTotpSeed = Platform.DemoTotpSeed,
        Patients = patients,
        Parallel = parallel,
        Seed = seed,
        FromFolder = from,
        Wire = Exchanges.Around,
    };

    public static string Repository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

    private static string Binaries() => Path.Combine(Repository(), "artifacts", "bin");
}
