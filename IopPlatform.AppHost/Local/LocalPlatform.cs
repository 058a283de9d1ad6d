using Npgsql;

namespace IopPlatform.AppHost.Local;

public sealed record LocalPlatformOptions
{
    public required string DataFolder { get; init; }

    /// <summary>Where the platform key lies: outside the data folder, and outside every backup of it.</summary>
    public string KeyFolder { get; init; } = PlatformKeyFile.DefaultFolder;

    /// <summary>The folder with <c>IopPlatform.X/release/</c> for each project.</summary>
    public required string BinariesFolder { get; init; }

    /// <summary>Takes the topology's ports where they are free; otherwise any.</summary>
    public bool WantedPorts { get; init; }

    /// <summary>ASPNETCORE_ENVIRONMENT of every process.</summary>
    public string Environment { get; init; } = "Production";

    public Topology Topology { get; init; } = Platform.Topology;

    /// <summary>Serves the operator console and the dashboard's protocol; null serves neither.</summary>
    public WatchOptions? Watch { get; init; }
}

/// <summary>The whole platform as child processes: servers, databases, migrations, services and gateway.</summary>
public sealed class LocalPlatform : IAsyncDisposable
{
    private readonly Supervision supervision;
    private readonly ProjectLaunch launch;
    private readonly Topology topology;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Dictionary<string, Task> ready = [];
    private readonly StateFile stateFile;
    private readonly ResourceReader reader;
    private WatchedPlatform? watched;

    private LocalPlatform(
        LocalPlatformOptions options, Supervision supervision, LocalServers servers, Secrets secrets, PlatformKeyFile platformKey)
    {
        this.supervision = supervision;
        topology = options.Topology;
        Servers = servers;
        Secrets = secrets;
        PlatformKey = platformKey;
        launch = new ProjectLaunch(options, servers, secrets, platformKey);
        stateFile = new StateFile(options.DataFolder);
        reader = new ResourceReader(supervision, topology, TopologyFacts.Of(topology, servers, launch));
    }

    /// <summary>Some resource's state has changed.</summary>
    public event Action? Changed;

    public LocalServers Servers { get; }

    public Secrets Secrets { get; }

    public PlatformKeyFile PlatformKey { get; }

    public string DemoPassword => Secrets.DemoPassword;

    public string DemoTotpSeed => Secrets.DemoTotpSeed;

    /// <summary>Opens the operator console once; null when the platform has none.</summary>
    public Uri? ConsoleLink => watched is null
        ? null
        : SignInCode.Link(watched.Console, WatchedPlatform.ConsoleLinkKey(Secrets), TimeProvider.System.GetUtcNow());

    /// <summary>Where the dashboard's protocol is spoken; null when it is not.</summary>
    public Uri? ResourceService => watched?.ResourceService;

    /// <summary>Opens the Aspire dashboard that was started with the platform; null when none was.</summary>
    public Uri? DashboardLink => watched?.Attached?.Address;

    public LogHub Logs => supervision.Logs;

    /// <summary>Ends when every resource is healthy; fails with the first that cannot become so.</summary>
    public Task AllHealthy { get; private set; } = Task.CompletedTask;

    /// <summary>Begins to start everything as early as its dependencies allow; see <see cref="AllHealthy"/>.</summary>
    /// <exception cref="FolderInUseException">A platform runs in the data folder already.</exception>
    public static async Task<LocalPlatform> BeginAsync(LocalPlatformOptions options, CancellationToken cancellationToken)
    {
        var supervision = await Supervision.StartAsync(options.DataFolder, cancellationToken);
        try
        {
            var secrets = Secrets.Open(options.DataFolder);
            var platformKey = PlatformKeyFile.Open(options.DataFolder, options.KeyFolder);
            var wanted = options.WantedPorts ? WantedPorts.Of(options.Topology) : WantedPorts.Any;
            var servers = await LocalServers.BeginAsync(
                options.DataFolder, secrets, supervision, wanted, ProvisionAsync, owns: false, cancellationToken);
            var platform = new LocalPlatform(options, supervision, servers, secrets, platformKey);
            await platform.StartWatchingAsync(options, cancellationToken);
            platform.StartProjects();
            return platform;

            Task ProvisionAsync(string superuser, CancellationToken token) => Task.WhenAll(options.Topology.AllDatabases.Select(
                database => DatabaseProvisioning.CreateAsync(
                    superuser, database.DatabaseName, secrets.Database(database.Name), token)));
        }
        catch
        {
            await supervision.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts everything and waits until all is healthy.</summary>
    public static async Task<LocalPlatform> StartAsync(LocalPlatformOptions options, CancellationToken cancellationToken)
    {
        var platform = await BeginAsync(options, cancellationToken);
        try
        {
            await platform.AllHealthy.WaitAsync(cancellationToken);
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where a project answers.</summary>
    public Uri Address(string project) => launch.Address(project);

    /// <summary>The names of a project's instances.</summary>
    public IReadOnlyList<string> Instances(string project) => [.. topology.Instances(project).Select(instance => instance.Name)];

    /// <summary>A database's connection string under a role.</summary>
    public string Database(string name, DatabaseRole role) => launch.ConnectionString(new DatabaseAccess(name, role));

    /// <summary>Kills a process of the platform at once; it starts again by itself.</summary>
    public async Task KillAsync(string resource)
    {
        var process = Process(resource);
        var id = process.ProcessId;
        process.Kill();
        while (process.ProcessId == id && id is not null)
        {
            await Task.Delay(10);
        }
    }

    /// <summary>Asks a process to end, as a deployment does (SIGTERM), and waits until it has started again.</summary>
    public async Task RestartAsync(string resource, CancellationToken cancellationToken = default)
    {
        var process = Process(resource);
        var restarts = process.Restarts;
        process.AskToEnd();
        while (process.Restarts == restarts)
        {
            await Task.Delay(20, cancellationToken);
        }

        await WaitHealthyAsync(resource, cancellationToken);
    }

    /// <summary>Holds a process of the platform where it is, as when its machine hangs: connections stay open, nothing answers.</summary>
    public void Freeze(string resource) => Process(resource).Signal(Native.SignalStop);

    /// <summary>Lets a frozen process go on.</summary>
    public void Thaw(string resource) => Process(resource).Signal(Native.SignalContinue);

    public async Task WaitHealthyAsync(string resource, CancellationToken cancellationToken = default)
    {
        while (Process(resource).State is not (ResourceState.Healthy or ResourceState.Completed))
        {
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>What is known about every resource now.</summary>
    public IReadOnlyList<ResourceStatus> Status() =>
    [
        .. new[] { ResourceNames.PortMapper }.Concat(topology.Names).Select(Status),
    ];

    public ValueTask StopAsync() => DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        supervision.Changed -= OnChanged;
        if (watched is not null)
        {
            await watched.DisposeAsync();
        }

        await supervision.DisposeAsync();
        await Servers.DisposeAsync();
        http.Dispose();
        NpgsqlConnection.ClearAllPools();
        stateFile.Delete();
    }

    /// <summary>Before the services start, so that they are told where telemetry goes.</summary>
    private async Task StartWatchingAsync(LocalPlatformOptions options, CancellationToken cancellationToken)
    {
        if (options.Watch is not null)
        {
            launch.Otlp = WatchedPlatform.Export(options.Watch, Secrets, options.WantedPorts);
            watched = await WatchedPlatform.StartAsync(this, supervision, reader, options, launch.Otlp, cancellationToken);
        }
    }

    private void StartProjects()
    {
        ready[ResourceNames.Postgres] = Servers.PostgresReady;
        ready[ResourceNames.RabbitMq] = Servers.RabbitMqReady;
        ready[ResourceNames.Redis] = Servers.RedisReady;
        ready[ResourceNames.Smtp] = Task.CompletedTask;
        supervision.Changed += OnChanged;
        foreach (var project in topology.Projects)
        {
            // The topology lists what is waited for before what waits.
            var dependencies = project.WaitsFor.Concat(project.WaitsForCompletion).Select(name => ready[name]);
            ready[project.Name] = supervision.Add(Resource(project), dependencies).Ready;
        }

        AllHealthy = FirstFailureAsync();
        OnChanged();
    }

    /// <summary>Like Task.WhenAll, but ends with the first failure instead of waiting for the rest.</summary>
    private async Task FirstFailureAsync()
    {
        var open = ready.Values.ToList();
        while (open.Count > 0)
        {
            var ended = await Task.WhenAny(open);
            await ended;
            open.Remove(ended);
        }
    }

    private ProcessResource Resource(ProjectResource project) => new(
        project.Name,
        project.Edge ? Stage.Edge : Stage.Service,
        _ => Task.FromResult(launch.Spec(project)),
        async cancellationToken =>
        {
            using var response = await http.GetAsync(new Uri(Address(project.Name), project.HealthPath), cancellationToken);
            // One word: Healthy, Degraded or Unhealthy.
            reader.HealthWords[project.Name] = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode;
        })
    {
        OneShot = project.OneShot,
    };

    private ResourceStatus Status(string name)
    {
        var process = supervision.Find(name);
        var address = topology.Projects.FirstOrDefault(project => project.Name == name) is { HttpPort: not null }
            ? Address(name).ToString()
            : name switch
            {
                ResourceNames.Smtp => Servers.SmtpWeb,
                ResourceNames.Postgres => PublicAddress.Postgres(Servers.PostgresSuperuser),
                ResourceNames.RabbitMq => PublicAddress.WithoutUser(Servers.RabbitMqManagement),
                ResourceNames.Redis => Servers.Redis.Split(',')[0],
                _ => "",
            };
        return process is null
            ? new ResourceStatus(name, ResourceState.Healthy, null, 0, address)
            : new ResourceStatus(
                name, process.State, process.ProcessId is { } id ? ProcessIdentity.Of(id) : null, process.Restarts, address);
    }

    private SupervisedProcess Process(string resource) => supervision.Find(resource)
        ?? throw new ArgumentException($"The platform runs no process named '{resource}'.", nameof(resource));

    private void OnChanged()
    {
        stateFile.Write(new PlatformState(
            ProcessIdentity.Current, supervision.GuardIdentity, Address(ResourceNames.Gateway).ToString(), Status())
        {
            Console = watched?.Console.ToString() ?? "",
            ResourceService = watched?.ResourceService.ToString() ?? "",
        });
        watched?.Refresh();
        Changed?.Invoke();
    }
}
