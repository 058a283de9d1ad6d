using System.Collections.Concurrent;
using System.Globalization;

namespace IopPlatform.AppHost.Local;

/// <summary>Turns a project of the topology into a process with its environment.</summary>
internal sealed class ProjectLaunch(
    LocalPlatformOptions options, LocalServers servers, Secrets secrets, PlatformKeyFile platformKey)
{
    private readonly ConcurrentDictionary<string, int> chosen = new();
    private readonly ConcurrentDictionary<string, string> instances = new();

    /// <summary>Where telemetry goes; null leaves that to this process' own environment.</summary>
    public OtlpExport? Otlp { get; set; }

    public Uri Address(string project) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"http://localhost:{Port(project, options.Topology.Project(project).HttpPort ?? throw new ArgumentException($"{project} serves no HTTP."))}"));

    /// <summary>Stays the same over restarts, so that what watches the platform finds the telemetry of a resource by its name.</summary>
    public string InstanceId(string project) => instances.GetOrAdd(project, _ => Guid.CreateVersion7().ToString("N")[^8..]);

    /// <summary>The names of a project's instances.</summary>
    public IEnumerable<string> Instances(string project) => options.Topology.Instances(project).Select(instance => instance.Name);

    public LaunchSpec Spec(ProjectResource project) => new(Command(project), Environment(project), options.BinariesFolder);

    public string ConnectionString(DatabaseAccess access)
    {
        var database = options.Topology.AllDatabases.Single(database => database.Name == access.Database);
        var passwords = secrets.Database(database.Name);
        var connection = DatabaseProvisioning.ConnectionStrings(servers.PostgresSuperuser, database.DatabaseName, passwords);
        var signIn = access.Role switch
        {
            DatabaseRole.Migrator => connection.Migrator,
            DatabaseRole.App => connection.App,
            DatabaseRole.Relay => connection.Relay,
            DatabaseRole.Owner => throw new ArgumentException("The owner of a database does not sign in."),
            _ => throw new ArgumentOutOfRangeException(nameof(access)),
        };
        return signIn + ConnectionSettings.Of(options.Topology, access);
    }

    /// <summary>The one place that knows where a project's program lies.</summary>
    private IReadOnlyList<string> Command(ProjectResource project)
    {
        var folder = Path.Combine(options.BinariesFolder, project.Project, "release");
        var program = Path.Combine(folder, project.Project);
        return File.Exists(program) ? [program] : ["dotnet", program + ".dll"];
    }

    private Dictionary<string, string?> Environment(ProjectResource project)
    {
        var environment = new Dictionary<string, string?>
        {
            ["DOTNET_ENVIRONMENT"] = options.Environment,
            ["ASPNETCORE_ENVIRONMENT"] = options.Environment,
            ["ASPNETCORE_URLS"] = project.HttpPort is null ? null : Address(project.Name).ToString().TrimEnd('/'),
            ["OTEL_SERVICE_NAME"] = project.InstanceOf,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={InstanceId(project.Name)}",
            ["IOP_POSTGRES"] = null,
        };
        if (Otlp is { } otlp)
        {
            environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp.Endpoint.ToString().TrimEnd('/');
            environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
            environment["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={otlp.ApiKey}";
        }

        foreach (var access in project.Databases)
        {
            var database = options.Topology.AllDatabases.Single(database => database.Name == access.Database);
            environment[$"ConnectionStrings__{database.ConnectionName(access.Role)}"] = ConnectionString(access);
        }

        foreach (var server in project.Servers)
        {
            environment[$"ConnectionStrings__{server}"] = Server(server);
        }

        foreach (var service in project.Services)
        {
            foreach (var (index, instance) in options.Topology.Instances(service).Index())
            {
                environment[$"services__{service}__http__{index}"] = Address(instance.Name).ToString().TrimEnd('/');
            }
        }

        foreach (var (name, value) in project.Environment)
        {
            environment[name] = Value(project, name, value);
        }

        return environment;
    }

    /// <summary>Null leaves the variable out.</summary>
    private string? Value(ProjectResource project, string name, EnvironmentValue value) => value switch
    {
        EnvironmentValue.Text text => text.Value,
        EnvironmentValue.PublicOrigin origin => Address(origin.Project).ToString().TrimEnd('/'),
        EnvironmentValue.Port port => Port($"{project.Name}/{name}", port.Wanted).ToString(CultureInfo.InvariantCulture),
        EnvironmentValue.PlatformKeyFile => platformKey.Path,
        EnvironmentValue.Secret secret => secrets.Of(secret.Kind, project),
        EnvironmentValue.Folder folder => Path.Combine(options.DataFolder, folder.Name),
        _ => throw new ArgumentOutOfRangeException(nameof(value), $"{name} of {project.Name} has an unknown kind of value."),
    };

    private string Server(string name) => name switch
    {
        ResourceNames.RabbitMq => servers.RabbitMq,
        ResourceNames.Redis => servers.Redis,
        ResourceNames.Smtp => servers.Smtp,
        _ => throw new ArgumentException($"'{name}' is no server with a connection string of its own."),
    };

    /// <summary>A port stays the same for the platform's whole life, restarts of the process included.</summary>
    private int Port(string use, int wanted)
    {
        lock (chosen)
        {
            return chosen.GetOrAdd(use, _ => Ports.Choose(options.WantedPorts ? wanted : null));
        }
    }
}
