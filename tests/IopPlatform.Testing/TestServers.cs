using IopPlatform.AppHost.Local;

namespace IopPlatform.Testing;

/// <summary>
/// PostgreSQL, RabbitMQ, Redis and the SMTP sink of a test run: those that <c>./iop test</c> has started once for all test
/// projects, or, when a single project is run by hand, the same ones started here by the same code.
/// </summary>
public static class TestServers
{
    private static readonly Lazy<Task<LocalServers>> Servers = new(StartAsync);

    public static Task<LocalServers> GetAsync() => Servers.Value;

    private static async Task<LocalServers> StartAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var data = Path.Combine(Path.GetTempPath(), "iop-tests-" + Guid.CreateVersion7().ToString("N")[^12..]);
        var servers = await LocalServers.StartAsync(new LocalServersOptions { DataFolder = data }, patience.Token);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => servers.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return servers;
    }
}
