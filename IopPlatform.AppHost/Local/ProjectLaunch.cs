using System.Collections.Concurrent;
using System.Globalization;
using IopPlatform.Journeys.Gateway;

namespace IopPlatform.AppHost.Local;

/// <summary>Turns a project of the topology into a process with its environment.</summary>
internal sealed class ProjectLaunch(
    LocalPlatformOptions options, LocalServers servers, Secrets secrets, PlatformKeyFile platformKey, Ports ports)
{
    public const string OperatorSecret = "operator-secret";
    private const string ServiceSecret = "service-secret";
    private const string ServiceSettings = ";Max Auto Prepare=100;No Reset On Close=true;Maximum Pool Size=";

    /// <summary>Of all instances of a service together, so that the server's connections suffice for any number of them.</summary>
    private const int AppConnectionsMax = 40;
    private const int RelayConnectionsMax = 8;
    private readonly ConcurrentDictionary<string, int> chosen = new();

    public Uri Address(string project) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"http://localhost:{Port(project, options.Topology.Project(project).HttpPort ?? throw new ArgumentException($"{project} serves no HTTP."))}"));

    public LaunchSpec Spec(ProjectResource project) => new(Command(project), Environment(project), options.BinariesFolder);

    public string ConnectionString(DatabaseAccess access)
    {
        var database = options.Topology.Databases.Single(database => database.Name == access.Database);
        var passwords = secrets.Database(database.Name);
        var connection = DatabaseProvisioning.ConnectionStrings(servers.PostgresSuperuser, database.DatabaseName, passwords);
        return access.Role switch
        {
            DatabaseRole.Migrator => connection.Migrator,
            DatabaseRole.App => connection.App + ServiceSettings + (AppConnectionsMax / InstancesOf(access.Database)),
            DatabaseRole.Relay => connection.Relay + ServiceSettings + (RelayConnectionsMax / InstancesOf(access.Database)),
            DatabaseRole.Owner => throw new ArgumentException("The owner of a database does not sign in."),
            _ => throw new ArgumentOutOfRangeException(nameof(access)),
        };
    }

    /// <summary>A service's database has its name.</summary>
    private int InstancesOf(string database) => Math.Max(1, options.Topology.Instances(database).Count());

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
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.CreateVersion7().ToString("N")[^8..]}",
            ["IOP_POSTGRES"] = null,
        };
        foreach (var access in project.Databases)
        {
            var database = options.Topology.Databases.Single(database => database.Name == access.Database);
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
        EnvironmentValue.Secret { Kind: SecretKind.SigningKey } => secrets.SigningKey,
        EnvironmentValue.Secret { Kind: SecretKind.FormerSigningKey } => secrets.FormerSigningKey,
        EnvironmentValue.Secret { Kind: SecretKind.DemoPassword } => secrets.DemoPassword,
        EnvironmentValue.Secret { Kind: SecretKind.DemoTotpSeed } => secrets.DemoTotpSeed,
        EnvironmentValue.Secret { Kind: SecretKind.PartnerPublicKeys } => PartnerKey.PublicKeySet(secrets.PartnerKey),
        EnvironmentValue.Secret { Kind: SecretKind.OperatorSecret } => secrets.Password(OperatorSecret),
        EnvironmentValue.Secret { Kind: SecretKind.ServiceSecret } => secrets.Password(ServiceSecret),
        EnvironmentValue.Secret { Kind: SecretKind.AuditSigningKey } => secrets.AuditSigningKey(
            project.Databases.Single(access => access.Role == DatabaseRole.Relay).Database),
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
            return chosen.GetOrAdd(use, _ => ports.Choose(options.WantedPorts ? wanted : null));
        }
    }
}
