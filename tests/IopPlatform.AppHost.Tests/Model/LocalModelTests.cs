using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests.Model;

/// <summary>What the Local orchestrator would start. Under the Aspire switch the same file is compared with Aspire's model.</summary>
public sealed class LocalModelTests : IDisposable
{
    private static readonly Topology Topology = Platform.Topology.WithClustersOf(2);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Plan_OfThePlatform_IsTheExpectedModel()
    {
        var model = Model();
        if (Environment.GetEnvironmentVariable("IOP_UPDATE") == "1") ExpectedModel.Write(model);
        ExpectedModel.AssertSame(model);
    }

    /// <summary>Proves that the comparison can fail.</summary>
    [Fact]
    public void Plan_WithOneVariableLess_IsNotTheExpectedModel()
    {
        var model = Model();
        model["intake"] = model["intake"] with { Environment = [.. model["intake"].Environment!.Skip(1)] };
        Assert.ThrowsAny<Exception>(() => ExpectedModel.AssertSame(model));
    }

    private Dictionary<string, ModeledResource> Model()
    {
        var options = new LocalPlatformOptions
        {
            DataFolder = folder.Path,
            KeyFolder = folder.Path + "-keys",
            BinariesFolder = folder.Path,
            Topology = Topology,
        };
        DataFolder.Create(options.DataFolder);
        var servers = new LocalServers(owned: null, sink: null)
        {
            PostgresSuperuser = "Host=localhost;Port=1;Username=postgres",
            RabbitMq = "amqp://localhost:2",
            RabbitMqManagement = "http://localhost:3",
            Redis = "localhost:4",
            Smtp = "smtp://localhost:5",
            SmtpWeb = "http://localhost:6",
        };
        var launch = new ProjectLaunch(
            options, servers, Secrets.Open(options.DataFolder), PlatformKeyFile.Open(options.DataFolder, options.KeyFolder));
        return Topology.Servers.Select(Server).Concat(Topology.Projects.Select(project => Process(project, launch.Spec(project)))).ToDictionary();
    }

    private static KeyValuePair<string, ModeledResource> Server(ServerResource server) => new(server.Name, new ModeledResource(
        server.Kind.ToString(),
        Program: null,
        server.Kind == ServerKind.PostgreSql ? ExpectedModel.Sorted(Topology.AllDatabases.Select(database => database.DatabaseName)) : null,
        References: null,
        Waits: null,
        // The mail sink lives in the orchestrator's process and is ready with it.
        server.Kind == ServerKind.Mail ? null : ExpectedModel.Protocol,
        Environment: null,
        ExpectedModel.Sorted(server.Ports) ?? server.Ports,
        External: false));

    private static KeyValuePair<string, ModeledResource> Process(ProjectResource project, LaunchSpec spec) => new(project.Name, new ModeledResource(
        project.OneShot ? "OneShot" : "Project",
        project.Project,
        Databases: null,
        ExpectedModel.Sorted(
        [
            .. project.Databases.Select(access => Topology.AllDatabases.Single(database => database.Name == access.Database).AccessName(access.Role)),
            .. project.Servers,
            .. project.Services.SelectMany(Topology.Instances).Select(instance => instance.Name),
            .. project.Environment.Values.OfType<EnvironmentValue.PublicOrigin>().Select(origin => origin.Project),
        ]),
        ExpectedModel.Sorted(
        [
            .. project.WaitsFor.Select(name => KeyValuePair.Create(name, "Healthy")),
            .. project.WaitsForCompletion.Select(name => KeyValuePair.Create(name, "Completed")),
        ]),
        project.HttpPort is null ? null : project.HealthPath,
        ExpectedModel.Sorted(spec.Environment.Where(variable => variable.Value is not null).Select(variable => variable.Key).Where(ExpectedModel.IsPlatforms)),
        ExpectedModel.Sorted(Ports(project)) ?? new Dictionary<string, int>(),
        project.Edge));

    private static IEnumerable<KeyValuePair<string, int>> Ports(ProjectResource project) =>
    [
        .. project.HttpPort is { } port ? new[] { KeyValuePair.Create("http", port) } : [],
        .. project.Environment.Where(variable => variable.Value is EnvironmentValue.Port)
            .Select(variable => KeyValuePair.Create(variable.Key.Split("__")[^1].ToLowerInvariant(), ((EnvironmentValue.Port)variable.Value).Wanted)),
    ];
}
