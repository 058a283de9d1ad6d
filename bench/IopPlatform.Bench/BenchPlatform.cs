using IopPlatform.AppHost;
using IopPlatform.AppHost.Local;
using IopPlatform.Checking;
using Npgsql;

namespace IopPlatform.Bench;

/// <summary>A whole platform of the bench's own, as <c>./iop up</c> starts it, in a folder and on ports of its own.</summary>
internal sealed class BenchPlatform : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(5);

    private BenchPlatform(LocalPlatform local)
    {
        Local = local;
        Tokens = new Tokens(local.Secrets.SigningKey, Gateway);
    }

    public LocalPlatform Local { get; }

    public Tokens Tokens { get; }

    public Uri Gateway => Local.Address("gateway");

    /// <summary>All services with their databases.</summary>
    public static IEnumerable<string> Databases => Platform.Topology.Databases.Select(database => database.Name);

    public Checker Checker => new(Databases.ToDictionary(name => name, name => Local.Database(name, DatabaseRole.Migrator)));

    /// <param name="sink">Who takes the telemetry; null tells none.</param>
    public static async Task<BenchPlatform> StartAsync(
        string dataFolder, TelemetrySink? sink, Topology topology, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StartsWithin);
        foreach (var shared in new[] { "IOP_POSTGRES", "IOP_RABBITMQ", "IOP_REDIS", "IOP_SMTP" })
        {
            Environment.SetEnvironmentVariable(shared, null);
        }

        // The processes of the platform inherit these.
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", sink?.Address);
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        return new BenchPlatform(await LocalPlatform.StartAsync(
            new LocalPlatformOptions
            {
                DataFolder = dataFolder,
                KeyFolder = KeyFolder(dataFolder),
                BinariesFolder = Binaries,
                Topology = topology,
            },
            patience.Token));
    }

    /// <summary>Where the platform key of the bench's platform lies; deleted with its data.</summary>
    public static string KeyFolder(string dataFolder) => dataFolder + "-key";

    /// <summary>A service's database, or another one of the server, as the role that sees and may do everything.</summary>
    public string Superuser(string database) => new NpgsqlConnectionStringBuilder(Local.Servers.PostgresSuperuser)
    {
        Database = Platform.Topology.Databases.FirstOrDefault(one => one.Name == database)?.DatabaseName ?? database,
        MaxAutoPrepare = 20,
        CommandTimeout = 600,
        Timeout = 30,
    }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        Tokens.Dispose();
        await Local.DisposeAsync();
    }

    /// <summary>artifacts/bin, two folders above this program.</summary>
    private static string Binaries => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));
}
