using IopPlatform.AppHost.Local;
using IopPlatform.AppHost.Operating;

namespace IopPlatform.AppHost.Tests.Local;

/// <summary>A small platform of real processes with the console and the dashboard's protocol: a server and two that use it.</summary>
internal sealed class Watched : IAsyncDisposable
{
    public const string Key = "the-key";
    public const string LinkKey = "link-key";
    private readonly TemporaryFolder folder;
    private readonly OperatorClient operators = new(_ => new Uri("http://127.0.0.1:9"), "none");
    private readonly VitalsReader vitals;

    private Watched(TemporaryFolder folder, Supervision supervision)
    {
        this.folder = folder;
        Supervision = supervision;
        vitals = new VitalsReader("", new Dictionary<string, string>(), () => operators);
        Watch = new PlatformWatch(new ResourceReader(supervision, new Topology([], [], [Intake, Gateway]), Facts), vitals);
        supervision.Changed += Watch.Refresh;
    }

    public static IReadOnlyList<ResourceFacts> Facts { get; } =
    [
        new("redis", "redis", ResourceKind.Server, ""),
        new("intake", "intake", ResourceKind.Project, "abc123") { Relations = [new("redis", RelationKind.Reference)] },
        new("gateway", "gateway", ResourceKind.Project, "def456") { Edge = true, Relations = [new("intake", RelationKind.Reference), new("intake", RelationKind.WaitFor)] },
    ];

    public static ProjectResource Intake { get; } = new("intake", "IopPlatform.Intake")
    {
        Environment = new Dictionary<string, EnvironmentValue>
        {
            ["Plain"] = new EnvironmentValue.Text("to be seen"),
            ["Hidden"] = new EnvironmentValue.Secret(SecretKind.ServiceSecret),
        },
    };

    public static ProjectResource Gateway { get; } = new("gateway", "IopPlatform.Gateway") { Edge = true };

    public Supervision Supervision { get; }

    public PlatformWatch Watch { get; }

    public DashboardServer Dashboard { get; private set; } = null!;

    public ConsoleSite Console { get; private set; } = null!;

    public string Logs => DataFolder.Logs(folder.Path);

    /// <summary>Starts all three and waits until they are healthy.</summary>
    public static async Task<Watched> StartAsync(CancellationToken cancellationToken)
    {
        var folder = new TemporaryFolder();
        var watched = new Watched(folder, await Supervision.StartAsync(folder.Path, cancellationToken));
        var operations = new ResourceOperations(watched.Supervision, watched.Watch);
        watched.Dashboard = await DashboardServer.StartAsync(watched.Watch, operations, watched.Logs, Ports.Choose(null), Key, cancellationToken);
        watched.Console = await ConsoleSite.StartAsync(
            new ConsoleParts(watched.Watch, operations, service => new ParkedMessages(watched.operators, [service]), ["intake"], watched.Logs, LinkKey),
            Ports.Choose(null), cancellationToken);
        foreach (var name in Facts.Select(fact => fact.Name))
        {
            await watched.Supervision.Add(Process(name)).Ready.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);
        }

        return watched;
    }

    public async ValueTask DisposeAsync()
    {
        await Watch.DisposeAsync();
        await Console.DisposeAsync();
        await Dashboard.DisposeAsync();
        await Supervision.DisposeAsync();
        vitals.Dispose();
        operators.Dispose();
        folder.Dispose();
    }

    private static ProcessResource Process(string name) => new(
        name,
        Stage.Service,
        _ => Task.FromResult(new LaunchSpec(
            ["/bin/sh", "-c", $"echo {name} begins; sleep 1000"],
            new Dictionary<string, string?> { ["Plain"] = "to be seen", ["Hidden"] = "never-to-be-seen", ["ConnectionStrings__intake"] = "Password=never-to-be-seen" },
            "/")),
        _ => Task.FromResult(true));
}
