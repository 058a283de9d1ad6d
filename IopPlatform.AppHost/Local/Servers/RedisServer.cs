using System.Globalization;

namespace IopPlatform.AppHost.Local;

/// <summary>A private Redis with an append-only file, on loopback only.</summary>
internal sealed class RedisServer(string dataFolder, Secrets secrets, int port)
{
    public const string Program = "/usr/bin/redis-server";
    private const string User = "redis";
    private readonly string folder = Path.Combine(dataFolder, "redis");

    public string Address { get; } =
        string.Create(CultureInfo.InvariantCulture, $"localhost:{port},password={secrets.Password("redis")}");

    public ProcessResource Resource() => new(
        ResourceNames.Redis,
        Stage.Server,
        PrepareAsync,
        cancellationToken => ServerProbes.RedisAsync(port, secrets.Password("redis"), cancellationToken));

    private async Task<LaunchSpec> PrepareAsync(CancellationToken cancellationToken)
    {
        var configuration = Path.Combine(folder, "redis.conf");
        await ServerAccount.FolderAsync(User, folder, cancellationToken);
        await ServerAccount.FileAsync(
            User,
            configuration,
            $"""
            bind 127.0.0.1 -::1
            port {port}
            requirepass {secrets.Password("redis")}
            dir "{folder}"
            appendonly yes
            appendfsync everysec
            save ""
            maxmemory 256mb
            maxmemory-policy noeviction
            daemonize no

            """,
            cancellationToken);
        return new LaunchSpec(ServerAccount.Command(User, [Program, configuration]), LaunchSpec.NoEnvironment, folder);
    }
}
