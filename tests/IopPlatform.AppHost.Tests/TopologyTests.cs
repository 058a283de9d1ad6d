using System.Text.RegularExpressions;

namespace IopPlatform.AppHost.Tests;

public sealed partial class TopologyTests
{
    private static readonly Topology Topology = Platform.Topology;

    [Fact]
    public void Names_All_AreUniqueAndFitForAddresses()
    {
        Assert.Distinct(Topology.Names);
        Assert.All(Topology.Names, name => Assert.Matches(Name(), name));
    }

    [Fact]
    public void Waits_InOrderOfListing_NameOnlyWhatCameBefore()
    {
        // What comes before cannot wait for what comes after, so there is no circle.
        var before = Topology.Servers.Select(server => server.Name).ToHashSet();
        foreach (var project in Topology.Projects)
        {
            Assert.All(project.WaitsFor.Concat(project.WaitsForCompletion), name => Assert.Contains(name, before));
            before.Add(project.Name);
        }
    }

    [Fact]
    public void References_Each_CanBeResolved()
    {
        var databases = Topology.AllDatabases.Select(database => database.Name).ToList();
        var servers = Topology.Servers.Select(server => server.Name).ToList();
        var services = Topology.Projects.Where(project => project.HttpPort is not null).Select(project => project.Name).ToList();
        foreach (var project in Topology.Projects)
        {
            Assert.All(project.Databases, access => Assert.Contains(access.Database, databases));
            Assert.All(project.Servers, server => Assert.Contains(server, servers));
            Assert.All(project.Services, service => Assert.Contains(service, services));
            Assert.DoesNotContain(project.Databases, access => access.Role == DatabaseRole.Owner);
        }
    }

    [Fact]
    public void CompletionWaits_Each_NameAOneShot() => Assert.All(
        Topology.Projects.SelectMany(project => project.WaitsForCompletion),
        name => Assert.True(Topology.Project(name).OneShot, $"{name} never completes."));

    [Fact]
    public void Services_EachWithADatabase_GetItsAppAndRelayOnly() => Assert.All(
        Services,
        project => Assert.Equal(
            [new DatabaseAccess(project.Name, DatabaseRole.App), new DatabaseAccess(project.Name, DatabaseRole.Relay)],
            project.Databases));

    [Fact]
    public void Services_EachWithADatabase_SealItsAuditTrail() => Assert.All(
        Services,
        project =>
        {
            Assert.Equal(new EnvironmentValue.Secret(SecretKind.AuditSigningKey), project.Environment["Audit__SigningKey"]);
            Assert.IsType<EnvironmentValue.Folder>(project.Environment["Audit__SealFolder"]);
        });

    [Fact]
    public void Web_Configured_GetsOneRoleTheGatewayAndItsSecret()
    {
        var web = Topology.Project(ResourceNames.Web);
        Assert.Equal([new DatabaseAccess("web", DatabaseRole.App)], web.Databases);
        Assert.Equal([ResourceNames.Gateway], web.Services);
        Assert.Equal(
            [ResourceNames.Identity, ResourceNames.Web],
            Topology.Projects.Where(project => project.Environment.ContainsKey("Identity__WebSecret")).Select(project => project.Name).Order());
    }

    [Fact]
    public void Services_ThatAskForDisclosures_AndIdentityAlone_GetTheServiceSecret()
    {
        var askers = Topology.Projects.Where(project => !project.Edge && project.Services.Contains(ResourceNames.Intake)).ToList();
        Assert.Contains(askers, project => project.Name == "notifications");
        Assert.Equal(
            askers.Select(project => project.Name).Append(ResourceNames.Identity).Order(),
            Topology.Projects.Where(project => project.Environment.ContainsKey("Identity__ServiceSecret")).Select(project => project.Name).Order());
    }

    [Fact]
    public void WantedPorts_All_Differ() => Assert.Distinct(WantedPorts(Topology));

    [Theory]
    [InlineData("intake", "iop_intake")]
    [InlineData("clinical-notes", "iop_clinical_notes")]
    public void DatabaseName_OfAResource_HasPrefixAndUnderscores(string resource, string expected) =>
        Assert.Equal(expected, new DatabaseResource(resource).DatabaseName);

    [Theory]
    [InlineData(DatabaseRole.App, "clinical-notes")]
    [InlineData(DatabaseRole.Relay, "clinical-notes-relay")]
    [InlineData(DatabaseRole.Migrator, "clinical-notes-migrator")]
    public void ConnectionName_OfARole_FollowsTheConvention(DatabaseRole role, string expected) =>
        Assert.Equal(expected, new DatabaseResource("clinical-notes").ConnectionName(role));

    [Fact]
    public void Replicas_Two_DoubleAllButServersAndOneShots()
    {
        var doubled = Topology.WithReplicas(2);
        Assert.Equal(Topology.Servers, doubled.Servers);
        Assert.Equal(
            Topology.Projects.SelectMany(project => project.OneShot ? [project.Name] : new[] { project.Name, $"{project.Name}-2" }),
            doubled.Projects.Select(project => project.Name));
        Assert.Equal(["intake", "intake-2"], doubled.Instances("intake").Select(instance => instance.Name));
        Assert.Equal(
            doubled.Project("intake").Databases, doubled.Project("intake-2").Databases);
    }

    [Fact]
    public void Replicas_Four_HavePortsOfTheirOwnSilosToo()
    {
        var ports = WantedPorts(Topology.WithReplicas(4)).ToList();
        Assert.Distinct(ports);
        Assert.Equal(4 * WantedPorts(Topology with { Servers = [] }).Count(), ports.Count - WantedPorts(Topology with { Projects = [] }).Count());
        Assert.Equal(
            [8111, 8211],
            Topology.WithReplicas(2).Instances("program-state").Select(silo => ((EnvironmentValue.Port)silo.Environment["Orleans__Endpoints__SiloPort"]).Wanted));
    }

    [Fact]
    public void Waits_Each_NameAServer_SoThatReplicasAreNeverForgotten() => Assert.All(
        Topology.Projects.SelectMany(project => project.WaitsFor),
        name => Assert.Contains(Topology.Servers, server => server.Name == name));

    /// <summary>Only where there is another instance is there somebody to hand over to.</summary>
    [Theory]
    [InlineData(1, "0")]
    [InlineData(2, "2")]
    public void Drain_ByInstances_LastsUntilTheGatewaysHaveNoticed(int replicas, string seconds) => Assert.All(
        Topology.WithReplicas(replicas).Projects.Where(project => !project.OneShot),
        project => Assert.Equal(new EnvironmentValue.Text(seconds), project.Environment[Topology.DrainSeconds]));

    /// <summary>What publishes and audits; the databases of the rest are plain.</summary>
    private static IEnumerable<ProjectResource> Services => Topology.Projects.Where(
        project => !project.OneShot && project.Databases.Any(access => Topology.Databases.Any(database => database.Name == access.Database)));

    private static IEnumerable<int> WantedPorts(Topology topology) =>
        topology.Servers.SelectMany(server => server.Ports.Values.Concat(server.NativePorts.Values))
            .Concat(topology.Projects.Select(project => project.HttpPort).OfType<int>())
            .Concat(topology.Projects.SelectMany(project => project.Environment.Values).OfType<EnvironmentValue.Port>().Select(port => port.Wanted));

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$")]
    private static partial Regex Name();
}
