using System.Net;
using System.Net.Sockets;
using IopPlatform.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using RabbitMQ.Client.Exceptions;

namespace IopPlatform.Messaging.Tests;

public sealed class BrokerStartTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task UntilReachable_BrokerThatComesLater_WaitsForIt()
    {
        var broker = new Uri(await BrokerVirtualHost.CreateAsync("late"));
        var port = FreePort();
        var late = new UriBuilder(broker) { Host = IPAddress.Loopback.ToString(), Port = port }.Uri.ToString();
        var waiting = BrokerStart.UntilReachableAsync(late, NullLogger.Instance, Cancel);
        await Task.Delay(TimeSpan.FromMilliseconds(300), Cancel);
        Assert.False(waiting.IsCompleted);
        using var door = new TcpListener(IPAddress.Loopback, port);
        door.Start();
        var passing = PassOnAsync(door, broker);
        await waiting;
        door.Stop();
        await passing;
        await BrokerVirtualHost.DeleteAsync(broker.ToString());
    }

    [Fact]
    public async Task UntilReachable_WrongPassword_FailsAtOnce()
    {
        var broker = await BrokerVirtualHost.CreateAsync("refused");
        var wrong = new UriBuilder(broker) { Password = "wrong" }.Uri.ToString();
        await Assert.ThrowsAsync<BrokerUnreachableException>(() => BrokerStart.UntilReachableAsync(wrong, NullLogger.Instance, Cancel).WaitAsync(TimeSpan.FromSeconds(20), Cancel));
        await BrokerVirtualHost.DeleteAsync(broker);
    }

    [Fact]
    public async Task UntilReachable_CallerGivesUp_Ends()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BrokerStart.UntilReachableAsync($"amqp://nobody:nothing@localhost:{FreePort()}/", NullLogger.Instance, patience.Token));
    }

    /// <summary>The bus's own attempt tells why; this one must not, since it is outside of what the bus tries again.</summary>
    [Fact]
    public async Task BeforeConnecting_WrongPasswordOrStopping_LeavesItToTheAttempt()
    {
        var broker = await BrokerVirtualHost.CreateAsync("left");
        var wrong = new UriBuilder(broker) { Password = "wrong" }.Uri.ToString();
        await BrokerStart.BeforeConnectingAsync(wrong, NullLogger.Instance, Cancel).WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        await BrokerVirtualHost.DeleteAsync(broker);

        using var stopping = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await BrokerStart.BeforeConnectingAsync($"amqp://nobody:nothing@localhost:{FreePort()}/", NullLogger.Instance, stopping.Token);
        Assert.True(stopping.IsCancellationRequested);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>One connection, there and back, until either side ends it.</summary>
    private static async Task PassOnAsync(TcpListener door, Uri broker)
    {
        using var caller = await door.AcceptTcpClientAsync(Cancel);
        using var behind = new TcpClient();
        await behind.ConnectAsync(broker.Host, broker.Port, Cancel);
        var (near, far) = (caller.GetStream(), behind.GetStream());
        await Task.WhenAny(near.CopyToAsync(far, Cancel), far.CopyToAsync(near, Cancel));
    }
}
