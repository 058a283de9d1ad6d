using System.Globalization;
using IopPlatform.AppHost.Operating;

namespace IopPlatform.AppHost.Local;

/// <summary>How a platform is shown to operators.</summary>
public sealed record WatchOptions
{
    /// <summary>Starts a stock Aspire dashboard, as one would type it in a shell; null starts none.</summary>
    public string? DashboardCommand { get; init; }

    /// <summary>Where a dashboard that runs already takes OTLP over gRPC; null sends no telemetry. Setting both is an error.</summary>
    public Uri? DashboardOtlp { get; init; }
}

/// <summary>The operator console, the dashboard's protocol, and what both of them show.</summary>
internal sealed class WatchedPlatform : IAsyncDisposable
{
    private const int ConsolePort = 8027;
    public const int ResourceServicePort = 8028;
    private const int DashboardPort = 8029;
    private const int OtlpPort = 8030;
    private readonly VitalsReader vitals;
    private readonly PlatformWatch watch;
    private readonly OperatorClient operators;
    private DashboardServer? server;
    private ConsoleSite? console;

    private WatchedPlatform(PlatformWatch watch, VitalsReader vitals, OperatorClient operators) =>
        (this.watch, this.vitals, this.operators) = (watch, vitals, operators);

    /// <summary>The ports that are taken when they are free; the last two with a dashboard only.</summary>
    public static IReadOnlyList<(string Name, int Port)> WantedPorts { get; } =
    [
        ("the operator console", ConsolePort), ("the dashboard's resource service", ResourceServicePort),
        ("an attached dashboard", DashboardPort), ("an attached dashboard's telemetry", OtlpPort),
    ];

    public Uri Console => console!.Address;

    public Uri ResourceService => server!.Address;

    /// <summary>The attached dashboard's own address; null when none was started here.</summary>
    public AttachedDashboard? Attached { get; private init; }

    /// <summary>Chooses where a dashboard is to get its telemetry, before the services are started.</summary>
    public static OtlpExport? Export(WatchOptions options, Secrets secrets, bool wantedPorts) => options switch
    {
        { DashboardOtlp: not null, DashboardCommand: not null } => throw new InvalidOperationException("Either a dashboard is started or one that runs is named."),
        { DashboardOtlp: { } running } => new OtlpExport(running, OtlpKey(secrets)),
        { DashboardCommand: not null } => new OtlpExport(Loopback(Ports.Choose(wantedPorts ? OtlpPort : null)), OtlpKey(secrets)),
        _ => null,
    };

    public static async Task<WatchedPlatform> StartAsync(
        LocalPlatform platform, Supervision supervision, ResourceReader reader, LocalPlatformOptions options, OtlpExport? export, CancellationToken cancellationToken)
    {
        var operators = OperatorClient.Of(platform);
        var vitals = new VitalsReader(
            platform.Servers.RabbitMqManagement,
            options.Topology.Databases.ToDictionary(database => database.Name, database => platform.Database(database.Name, DatabaseRole.Relay)),
            () => operators);
        var watch = new PlatformWatch(reader, vitals);
        var operations = new ResourceOperations(supervision, watch);
        var resourcePort = Ports.Choose(options.WantedPorts ? ResourceServicePort : null);
        var attached = options.Watch?.DashboardCommand is { } command && export is not null
            ? new AttachedDashboard(command, Settings(platform.Secrets, resourcePort, export.Endpoint), Ports.Choose(options.WantedPorts ? DashboardPort : null))
            : null;
        var watched = new WatchedPlatform(watch, vitals, operators) { Attached = attached };
        try
        {
            var logs = DataFolder.Logs(options.DataFolder);
            watched.server = await DashboardServer.StartAsync(watch, operations, logs, resourcePort, ResourceKey(platform.Secrets), cancellationToken);
            watched.console = await ConsoleSite.StartAsync(
                new ConsoleParts(
                    watch, operations, service => new ParkedMessages(operators, [service]),
                    [.. options.Topology.Databases.Select(database => database.Name)], logs, ConsoleLinkKey(platform.Secrets)),
                Ports.Choose(options.WantedPorts ? ConsolePort : null), cancellationToken);
            if (attached is not null)
            {
                supervision.Add(attached.Resource(options.BinariesFolder));
            }

            return watched;
        }
        catch
        {
            await watched.DisposeAsync();
            throw;
        }
    }

    /// <summary>The settings for a dashboard that is started elsewhere, such as in a container.</summary>
    public static DashboardSettings Settings(Secrets secrets, int resourceServicePort, Uri otlp) =>
        new(Loopback(resourceServicePort), ResourceKey(secrets), otlp, OtlpKey(secrets));

    /// <summary>Who has it may watch and command the resources.</summary>
    public static string ResourceKey(Secrets secrets) => secrets.Password("dashboard-resources");

    /// <summary>Signs the links that open the console; whoever may read the data folder may make one.</summary>
    public static string ConsoleLinkKey(Secrets secrets) => secrets.Password("console-link");

    /// <summary>States have changed.</summary>
    public void Refresh() => watch.Refresh();

    public async ValueTask DisposeAsync()
    {
        await watch.DisposeAsync();
        if (console is not null)
        {
            await console.DisposeAsync();
        }

        if (server is not null)
        {
            await server.DisposeAsync();
        }

        vitals.Dispose();
        operators.Dispose();
    }

    private static string OtlpKey(Secrets secrets) => secrets.Password("dashboard-otlp");

    private static Uri Loopback(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}"));
}
