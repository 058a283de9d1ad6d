namespace IopPlatform.AppHost.Local;

/// <summary>What the topology says about each resource that is watched.</summary>
internal static class TopologyFacts
{
    public static IReadOnlyList<ResourceFacts> Of(Topology topology, LocalServers servers, ProjectLaunch launch) =>
    [
        new(ResourceNames.PortMapper, ResourceNames.PortMapper, ResourceKind.Server, ""),
        .. topology.Servers.Select(server => new ResourceFacts(server.Name, server.Name, ResourceKind.Server, "")
        {
            Urls = ServerUrls(server.Name, servers),
            Relations = server.Name == ResourceNames.RabbitMq ? [new(ResourceNames.PortMapper, RelationKind.WaitFor)] : [],
        }),
        .. topology.Projects.Select(project => Facts(project, launch)),
    ];

    private static ResourceFacts Facts(ProjectResource project, ProjectLaunch launch) =>
        new(project.Name, project.InstanceOf, ResourceKind.Project, launch.InstanceId(project.Name))
        {
            Edge = project.Edge,
            OneShot = project.OneShot,
            Relations = Relations(project, launch),
            Urls = project.HttpPort is null ? [] : ProjectUrls(project, launch),
        };

    /// <summary>Databases lie on PostgreSQL; nobody refers to itself.</summary>
    private static IReadOnlyList<Relation> Relations(ProjectResource project, ProjectLaunch launch) =>
    [
        .. project.Servers
            .Concat(project.Databases.Count > 0 ? [ResourceNames.Postgres] : [])
            .Concat(project.Services.SelectMany(launch.Instances))
            .Where(name => name != project.Name)
            .Distinct()
            .Select(name => new Relation(name, RelationKind.Reference)),
        .. project.WaitsFor.Concat(project.WaitsForCompletion).Distinct().Select(name => new Relation(name, RelationKind.WaitFor)),
    ];

    private static IReadOnlyList<ResourceUrl> ProjectUrls(ProjectResource project, ProjectLaunch launch)
    {
        var address = launch.Address(project.Name);
        return project.Edge
            ? [new("gateway", address.ToString()), new("API reference", new Uri(address, "docs").ToString())]
            : [new("http", address.ToString())];
    }

    private static IReadOnlyList<ResourceUrl> ServerUrls(string server, LocalServers servers) => server switch
    {
        ResourceNames.Smtp when servers.SmtpWeb.Length > 0 => [new("received mail", servers.SmtpWeb)],
        ResourceNames.RabbitMq when servers.RabbitMqManagement.Length > 0 =>
            [new("management", PublicAddress.WithoutUser(servers.RabbitMqManagement))],
        _ => [],
    };
}
