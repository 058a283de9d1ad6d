using IopPlatform.AppHost.Local;

namespace IopPlatform.Testing;

/// <summary>A broker or a Redis of a test's own, to be stopped, started again, and robbed of its disk.</summary>
public sealed class OwnServer : IAsyncDisposable
{
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(1);
    private readonly string folder;
    private readonly string disk;
    private readonly Func<Supervision, Task> start;
    private Supervision? running;

    private OwnServer(string folder, string disk, string address, Func<Supervision, Task> start) =>
        (this.folder, this.disk, Address, this.start) = (folder, disk, address, start);

    /// <summary>Its connection string; the same after each start.</summary>
    public string Address { get; }

    public static async Task<OwnServer> BrokerAsync()
    {
        var (folder, secrets) = Folder();
        var broker = new RabbitMqServer(folder, secrets, WantedPorts.Any.Broker());
        var server = new OwnServer(folder, Path.Combine(folder, "rabbitmq", "mnesia"), broker.Address, supervision =>
        {
            var mapper = supervision.Add(broker.PortMapperResource());
            return supervision.Add(broker.Resource(), mapper.Ready).Ready;
        });
        await server.StartAsync();
        return server;
    }

    public static async Task<OwnServer> RedisAsync()
    {
        var (folder, secrets) = Folder();
        var redis = new RedisServer(folder, secrets, Ports.Choose(null));
        var server = new OwnServer(
            folder, RedisFiles.In(folder), redis.Address, supervision => supervision.Add(redis.Resource()).Ready);
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        using var patience = new CancellationTokenSource(StartsWithin);
        running = await Supervision.StartAsync(folder, patience.Token);
        await start(running).WaitAsync(patience.Token);
    }

    public async Task StopAsync()
    {
        if (running is not null) await running.DisposeAsync();
        running = null;
    }

    /// <summary>Deletes all it has stored; it must be stopped.</summary>
    public void LoseDisk() => Directory.Delete(disk, recursive: true);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static (string Folder, Secrets Secrets) Folder()
    {
        var folder = Path.Combine(Path.GetTempPath(), "iop-own-" + Guid.CreateVersion7().ToString("N")[^12..]);
        Directory.CreateDirectory(folder);
        return (folder, Secrets.Open(folder));
    }
}
