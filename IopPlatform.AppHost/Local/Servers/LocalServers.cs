namespace IopPlatform.AppHost.Local;

/// <summary>Where the servers keep their data; created when missing.</summary>
public sealed record LocalServersOptions
{
    public required string DataFolder { get; init; }
}

/// <summary>PostgreSQL, RabbitMQ, Redis and the SMTP sink, started here or already running elsewhere.</summary>
public sealed class LocalServers : IAsyncDisposable
{
    private readonly Supervision? owned;
    private readonly SmtpSink? sink;

    internal LocalServers(Supervision? owned, SmtpSink? sink)
    {
        this.owned = owned;
        this.sink = sink;
    }

    /// <summary>Connection string of a role that may create databases and roles.</summary>
    public required string PostgresSuperuser { get; init; }

    public required string RabbitMq { get; init; }

    /// <summary>Address of the management API with user and password; empty when a foreign broker's is not given.</summary>
    public required string RabbitMqManagement { get; init; }

    public required string Redis { get; init; }

    public required string Smtp { get; init; }

    /// <summary>Address of the page that shows the mail; empty when a foreign mail server is used.</summary>
    public required string SmtpWeb { get; init; }

    /// <summary>End when the server takes work; a server that runs elsewhere counts as ready.</summary>
    internal Task PostgresReady { get; private init; } = Task.CompletedTask;

    internal Task RabbitMqReady { get; private init; } = Task.CompletedTask;

    internal Task RedisReady { get; private init; } = Task.CompletedTask;

    /// <summary>Starts what the environment does not name (IOP_POSTGRES, IOP_RABBITMQ, IOP_REDIS, IOP_SMTP) and waits for it.</summary>
    public static async Task<LocalServers> StartAsync(LocalServersOptions options, CancellationToken cancellationToken)
    {
        var supervision = await Supervision.StartAsync(options.DataFolder, cancellationToken);
        try
        {
            var servers = await BeginAsync(
                options.DataFolder, Secrets.Open(options.DataFolder), supervision, WantedPorts.Any, NoDatabases, true, cancellationToken);
            await Task.WhenAll(servers.PostgresReady, servers.RabbitMqReady, servers.RedisReady).WaitAsync(cancellationToken);
            return servers;
        }
        catch
        {
            await supervision.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (owned is not null)
        {
            await owned.DisposeAsync();
        }

        if (sink is not null)
        {
            await sink.DisposeAsync();
        }
    }

    /// <summary>Begins to start the servers without waiting for them.</summary>
    /// <param name="provision">Creates databases, given the superuser's connection string; part of PostgreSQL being ready.</param>
    internal static async Task<LocalServers> BeginAsync(
        string dataFolder, Secrets secrets, Supervision supervision, WantedPorts wanted,
        Func<string, CancellationToken, Task> provision, bool owns, CancellationToken cancellationToken)
    {
        var running = RunningServers.FromEnvironment();
        var postgres = running.Postgres is null ? new PostgresServer(dataFolder, secrets, Ports.Choose(wanted.Postgres)) : null;
        var redis = running.Redis is null ? new RedisServer(dataFolder, secrets, Ports.Choose(wanted.Redis)) : null;
        var broker = running.RabbitMq is null ? new RabbitMqServer(dataFolder, secrets, wanted.Broker()) : null;
        var smtpPort = Ports.Choose(wanted.Smtp);
        var webPort = Ports.Choose(wanted.SmtpWeb);
        var brokerReady = broker is null ? Task.CompletedTask : StartBroker(broker, supervision);
        var superuser = running.Postgres ?? postgres!.Superuser;
        var postgresReady = postgres is null
            ? provision(superuser, cancellationToken)
            : supervision.Add(postgres.Resource(token => provision(superuser, token))).Ready;
        var redisReady = redis is null ? Task.CompletedTask : supervision.Add(redis.Resource()).Ready;
        var sink = running.Smtp is null
            ? await SmtpSink.StartAsync(DataFolder.Mail(dataFolder), smtpPort, webPort, cancellationToken)
            : null;
        return new LocalServers(owns ? supervision : null, sink)
        {
            PostgresSuperuser = superuser,
            RabbitMq = running.RabbitMq ?? broker!.Address,
            RabbitMqManagement = running.RabbitMq is null ? broker!.ManagementAddress : running.RabbitMqManagement ?? "",
            Redis = running.Redis ?? redis!.Address,
            Smtp = running.Smtp ?? $"smtp://localhost:{smtpPort}",
            SmtpWeb = running.Smtp is null ? $"http://localhost:{webPort}" : running.SmtpWeb ?? "",
            PostgresReady = postgresReady,
            RabbitMqReady = brokerReady,
            RedisReady = redisReady,
        };
    }

    private static Task StartBroker(RabbitMqServer broker, Supervision supervision)
    {
        var mapper = supervision.Add(broker.PortMapperResource());
        return supervision.Add(broker.Resource(), mapper.Ready).Ready;
    }

    private static Task NoDatabases(string superuser, CancellationToken cancellationToken) => Task.CompletedTask;
}
