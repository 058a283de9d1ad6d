using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace IopPlatform.Gateway.Tests.Limits;

/// <summary>The way to a server that can be closed and opened again, so that a test can take the server away.</summary>
internal sealed class TcpWay : IAsyncDisposable
{
    private readonly ConfigurationOptions server;
    private readonly ConcurrentBag<TcpClient> connections = [];
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private Task accepting = Task.CompletedTask;
    private volatile bool isOpen = true;

    private TcpWay(ConfigurationOptions server) => this.server = server;

    /// <summary>The server's connection string, through this way.</summary>
    public string Address
    {
        get
        {
            var through = server.Clone();
            through.EndPoints.Clear();
            through.EndPoints.Add(listener.LocalEndpoint);
            return through.ToString(includePassword: true);
        }
    }

    public static TcpWay To(string redis)
    {
        var way = new TcpWay(ConfigurationOptions.Parse(redis));
        way.listener.Start();
        way.accepting = way.AcceptAsync();
        return way;
    }

    public void Open() => isOpen = true;

    public void Close()
    {
        isOpen = false;
        foreach (var connection in connections) connection.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        Close();
        listener.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!end.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(end.Token);
            connections.Add(client);
            if (isOpen) _ = PassAsync(client);
            else client.Dispose();
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var onward = new TcpClient();
        var (host, port) = server.EndPoints[0] switch
        {
            DnsEndPoint named => (named.Host, named.Port),
            IPEndPoint numbered => (numbered.Address.ToString(), numbered.Port),
            var other => throw new NotSupportedException($"Redis is at {other}."),
        };
        await onward.ConnectAsync(host, port, end.Token);
        await Task.WhenAny(
            client.GetStream().CopyToAsync(onward.GetStream(), end.Token), onward.GetStream().CopyToAsync(client.GetStream(), end.Token));
        client.Dispose();
    }
}
