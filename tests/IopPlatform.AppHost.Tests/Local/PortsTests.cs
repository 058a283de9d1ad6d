using System.Net;
using System.Net.Sockets;
using IopPlatform.AppHost.Local;

namespace IopPlatform.AppHost.Tests.Local;

public sealed class PortsTests
{
    [Fact]
    public void Choose_WantedPortTaken_GivesALaterOne()
    {
        using var holder = new TcpListener(IPAddress.Any, 0);
        holder.Start();
        var taken = ((IPEndPoint)holder.LocalEndpoint).Port;

        var chosen = Ports.Choose(taken);

        Assert.InRange(chosen, taken + 1, 65535);
    }

    [Fact]
    public void Choose_SamePortTwice_GivesTwoPorts()
    {
        var wanted = Ports.Choose(null);

        Assert.NotEqual(Ports.Choose(wanted), Ports.Choose(wanted));
    }

    [Fact]
    public void Choose_PortThatAnotherPlatformWasGiven_GivesALaterOne()
    {
        var first = Ports.Choose(null);

        Assert.NotEqual(first, Ports.Choose(first));
    }

    [Fact]
    public void Holder_OfAPortOfOurs_NamesThisProcess()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();

        Assert.Contains($"process {Environment.ProcessId} ", PortHolder.Of(((IPEndPoint)holder.LocalEndpoint).Port)!);
        Assert.Null(PortHolder.Of(Ports.Choose(null)));
    }
}
