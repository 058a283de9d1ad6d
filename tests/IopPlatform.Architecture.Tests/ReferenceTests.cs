using System.Reflection;
using IopPlatform.Clinical.Instruments;
using IopPlatform.Contracts;
using IopPlatform.Gateway;
using IopPlatform.Migrations;

namespace IopPlatform.Architecture.Tests;

/// <summary>Who may know whom. Each rule is also shown to fail on a planted violation.</summary>
public sealed class ReferenceTests
{
    private static readonly IReadOnlyList<Assembly> Services = [.. PlatformDatabase.All.Select(database => database.Assembly)];

    [Fact]
    public void Services_KnowEachOther_Never() => Assert.All(
        Services, service => Assert.Empty(Breaches(service, Services.Where(other => other != service))));

    [Fact]
    public void Gateway_KnowsAService_Never() => Assert.Empty(Breaches(typeof(GatewayAssembly).Assembly, Services));

    [Fact]
    public void Web_KnowsAService_Never() => Assert.Empty(Breaches(PlatformDatabase.Web.Assembly, Services));

    [Fact]
    public void Contracts_KnowOnlyTheFramework() => Assert.Empty(BeyondFramework(typeof(BusMessage).Assembly));

    [Fact]
    public void Clinical_KnowsOnlyTheFramework() => Assert.Empty(BeyondFramework(typeof(InstrumentPack).Assembly));

    [Fact]
    public void Breaches_PlantedReference_AreFound() => Assert.NotEmpty(Breaches(typeof(PlatformDatabase).Assembly, Services));

    [Fact]
    public void BeyondFramework_PlantedReference_IsFound() => Assert.NotEmpty(BeyondFramework(typeof(GatewayAssembly).Assembly));

    private static IReadOnlyList<string> Breaches(Assembly assembly, IEnumerable<Assembly> forbidden) =>
    [
        .. assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Intersect(forbidden.Select(other => other.GetName().Name!)),
    ];

    private static IReadOnlyList<string> BeyondFramework(Assembly assembly) =>
    [
        .. assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal) && name != "netstandard"),
    ];
}
