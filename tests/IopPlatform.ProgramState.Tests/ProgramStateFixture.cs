using System.Net;
using System.Net.Sockets;
using IopPlatform.ProgramState.Tests;
using IopPlatform.Testing;

[assembly: AssemblyFixture(typeof(ProgramStateFixture))]

namespace IopPlatform.ProgramState.Tests;

public sealed class ProgramStateFixture() : ServiceFixture<ProgramStateAssembly>("program-state")
{
    protected override Task<IReadOnlyDictionary<string, string>> SettingsAsync() => Task.FromResult(SiloSettings());

    /// <summary>A cluster of its own on free ports.</summary>
    public static IReadOnlyDictionary<string, string> SiloSettings() => new Dictionary<string, string>
    {
        ["Orleans:ClusterId"] = "test-" + Guid.CreateVersion7().ToString("N")[^12..],
        ["Orleans:ServiceId"] = "iop",
        ["Orleans:Endpoints:SiloPort"] = FreePort(),
        ["Orleans:Endpoints:GatewayPort"] = FreePort(),
    };

    public static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString();
    }
}
