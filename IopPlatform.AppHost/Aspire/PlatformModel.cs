using System.Globalization;
using IopPlatform.AppHost.Local;
using AspireProject = Aspire.Hosting.ApplicationModel.ProjectResource;

namespace IopPlatform.AppHost.AspireModel;

/// <summary>Puts the topology into Aspire's model. No resource is named here: all that there is, the topology says.</summary>
internal sealed class PlatformModel(IDistributedApplicationBuilder builder, Topology topology)
{
    private const string Http = "http";
    private readonly PlatformParameters parameters = new(builder);
    private readonly Dictionary<string, IResourceBuilder<IResource>> servers = [];
    private readonly Dictionary<string, IResourceBuilder<PostgresDatabaseResource>> databases = [];
    private readonly Dictionary<(string Database, DatabaseRole Role), IResourceBuilder<ConnectionStringResource>> signIns = [];
    private readonly Dictionary<string, IResourceBuilder<AspireProject>> projects = [];

    public void Add()
    {
        foreach (var server in topology.Servers) servers[server.Name] = Server(server);
        foreach (var project in topology.Projects) projects[project.Name] = Process(project);
        foreach (var project in topology.Projects) Connect(project, projects[project.Name]);
    }

    private IResourceBuilder<IResource> Server(ServerResource server) => server.Kind switch
    {
        ServerKind.PostgreSql => PostgreSql(server),
        ServerKind.RabbitMq => builder
            .AddRabbitMQ(server.Name, password: parameters.Password(server.Name), port: server.Ports["amqp"])
            .WithManagementPlugin(server.Ports["management"])
            .WithDataVolume(),
        // Clients on this machine have no reason to trust a certificate that was made for development.
        ServerKind.Redis => builder
            .AddRedis(server.Name, server.Ports["tcp"], parameters.Password(server.Name))
            .WithoutHttpsCertificate()
            .WithDataVolume().WithPersistence(),
        ServerKind.Mail => Container(server, server.Image ?? throw new InvalidOperationException($"{server.Name} has no image.")),
    };

    private IResourceBuilder<ContainerResource> Container(ServerResource server, ContainerImage image)
    {
        var container = builder.AddContainer(server.Name, image.Name, image.Tag);
        foreach (var (use, port) in server.Ports)
        {
            container.WithEndpoint(port, image.Ports[use], name: use);
        }

        return container;
    }

    /// <summary>The server with each database and a connection string for each of its roles that signs in.</summary>
    private IResourceBuilder<PostgresServerResource> PostgreSql(ServerResource server)
    {
        var postgres = builder.AddPostgres(server.Name, password: parameters.Password(server.Name), port: server.Ports["tcp"]).WithDataVolume();
        foreach (var database in topology.AllDatabases)
        {
            databases[database.Name] = postgres.AddDatabase($"{database.Name}-database", database.DatabaseName);
            Provision(postgres.Resource, databases[database.Name].Resource, database);
            foreach (var role in new[] { DatabaseRole.Migrator, DatabaseRole.App, DatabaseRole.Relay })
            {
                signIns[(database.Name, role)] = SignIn(postgres.Resource.PrimaryEndpoint, database, role);
            }
        }

        return postgres;
    }

    private IResourceBuilder<ConnectionStringResource> SignIn(EndpointReference server, DatabaseResource database, DatabaseRole role)
    {
        var name = database.AccessName(role);
        var user = $"{database.DatabaseName}_{role.ToString().ToLowerInvariant()}";
        var settings = ConnectionSettings.Of(topology, new DatabaseAccess(database.Name, role));
        return builder.AddConnectionString(name, ReferenceExpression.Create(
            $"Host={server.Property(EndpointProperty.Host)};Port={server.Property(EndpointProperty.Port)};Database={database.DatabaseName};Username={user};Password={parameters.Password(name)}{settings}"));
    }

    /// <summary>A database counts as ready, and what waits for it starts, once its roles are there.</summary>
    private void Provision(PostgresServerResource server, PostgresDatabaseResource resource, DatabaseResource database) =>
        builder.Eventing.Subscribe<ResourceReadyEvent>(resource, async (_, cancellationToken) => await DatabaseProvisioning.CreateAsync(
            await server.GetConnectionStringAsync(cancellationToken) ?? throw new InvalidOperationException($"{server.Name} has no address."),
            database.DatabaseName, parameters.Database(database.Name), cancellationToken));

    private IResourceBuilder<AspireProject> Process(ProjectResource project)
    {
        var path = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", "src", project.Project, $"{project.Project}.csproj"));
        var process = builder
            .AddProject(project.Name, path, options => options.ExcludeLaunchProfile = true)
            .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString | ReferenceEnvironmentInjectionFlags.ServiceDiscovery);
        if (project.HttpPort is { } port)
        {
            process.WithHttpEndpoint(port, name: Http, isProxied: false).WithHttpHealthCheck(project.HealthPath, endpointName: Http);
        }

        // It is started by `dotnet run`, which takes the switch from there and finds what was built with the orchestrator.
        if (builder.ExecutionContext.IsRunMode) process.WithEnvironment("Orchestrator", "Aspire");
        return project.Edge ? process.WithExternalHttpEndpoints() : process;
    }

    private void Connect(ProjectResource project, IResourceBuilder<AspireProject> process)
    {
        foreach (var access in project.Databases)
        {
            var name = topology.AllDatabases.Single(database => database.Name == access.Database).ConnectionName(access.Role);
            process.WithReference(signIns[(access.Database, access.Role)], name);
        }

        foreach (var server in topology.Servers.Where(server => project.Servers.Contains(server.Name))) Connect(process, server);
        foreach (var service in project.Services) Connect(process, service);
        foreach (var name in project.WaitsFor) Wait(project, process, name);
        foreach (var name in project.WaitsForCompletion) process.WaitForCompletion(projects[name]);
        foreach (var (name, value) in project.Environment) Set(project, process, name, value);
    }

    private void Connect(IResourceBuilder<AspireProject> process, ServerResource server)
    {
        if (servers[server.Name] is IResourceBuilder<IResourceWithConnectionString> connection)
        {
            process.WithReference(connection, server.Name);
            return;
        }

        var endpoint = ((IResourceBuilder<ContainerResource>)servers[server.Name]).GetEndpoint(Scheme(server));
        process.WithEnvironment(
            $"ConnectionStrings__{server.Name}",
            ReferenceExpression.Create($"{Scheme(server)}://{endpoint.Property(EndpointProperty.Host)}:{endpoint.Property(EndpointProperty.Port)}"));
        process.WithReferenceRelationship(servers[server.Name]);
    }

    /// <summary>The first use of its ports is the one that clients come for.</summary>
    private static string Scheme(ServerResource server) => server.Ports.Keys.First();

    /// <summary>Every instance under the one name by which clients know the service.</summary>
    private void Connect(IResourceBuilder<AspireProject> process, string service)
    {
        foreach (var (index, instance) in topology.Instances(service).Index())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"services__{service}__{Http}__{index}");
            process.WithEnvironment(name, projects[instance.Name].GetEndpoint(Http)).WithReferenceRelationship(projects[instance.Name]);
        }
    }

    /// <summary>Who waits for the database server waits for the databases that it signs in to.</summary>
    private void Wait(ProjectResource project, IResourceBuilder<AspireProject> process, string name)
    {
        if (projects.TryGetValue(name, out var other)) process.WaitFor(other);
        else if (servers[name] is not IResourceBuilder<PostgresServerResource>) process.WaitFor(servers[name]);
        else foreach (var database in project.Databases.Select(access => access.Database).Distinct()) process.WaitFor(databases[database]);
    }

    private void Set(ProjectResource project, IResourceBuilder<AspireProject> process, string name, EnvironmentValue value)
    {
        switch (value)
        {
            case EnvironmentValue.Text text:
                process.WithEnvironment(name, text.Value);
                break;
            case EnvironmentValue.PublicOrigin origin:
                process.WithEnvironment(name, projects[origin.Project].GetEndpoint(Http));
                break;
            case EnvironmentValue.Port port:
                process.WithEndpoint(
                    port.Wanted, port.Wanted, "tcp", name.Split("__")[^1].ToLowerInvariant(), env: name, isProxied: false);
                break;
            default:
                if (parameters.Of(project, value) is { } parameter) process.WithEnvironment(name, parameter);
                break;
        }
    }
}

internal static class PlatformModelExtensions
{
    public static void AddPlatform(this IDistributedApplicationBuilder builder, Topology topology) => new PlatformModel(builder, topology).Add();
}
