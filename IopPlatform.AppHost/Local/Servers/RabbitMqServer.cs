using System.Globalization;

namespace IopPlatform.AppHost.Local;

/// <summary>A private RabbitMQ node in the data folder: every listener on loopback, a port mapper of its own.</summary>
internal sealed class RabbitMqServer(string dataFolder, Secrets secrets, RabbitMqPorts ports)
{
    public const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    public const string PortMapper = "/usr/bin/epmd";
    private const string User = "rabbitmq";
    private const string Account = "iop";
    private readonly string folder = Path.Combine(dataFolder, "rabbitmq");

    public string Address { get; } = $"amqp://{Account}:{secrets.Password("rabbitmq")}@localhost:{ports.Amqp}/";

    public string ManagementAddress { get; } = $"http://{Account}:{secrets.Password("rabbitmq")}@localhost:{ports.Management}";

    /// <summary>Started by ourselves: left to Erlang it would become a daemon that outlives the platform.</summary>
    public ProcessResource PortMapperResource() => new(
        ResourceNames.PortMapper,
        Stage.PortMapper,
        _ => Task.FromResult(new LaunchSpec(
            ServerAccount.Command(User, [PortMapper, "-port", Text(ports.PortMapper), "-address", "127.0.0.1"]),
            LaunchSpec.NoEnvironment,
            "/")),
        cancellationToken => ServerProbes.AnswersAsync(ports.PortMapper, cancellationToken))
    {
        // It logs a complaint about each connection that says nothing; that it runs is enough.
        Check = _ => Task.FromResult(true),
    };

    public ProcessResource Resource() => new(
        ResourceNames.RabbitMq,
        Stage.Server,
        PrepareAsync,
        async cancellationToken => await ServerProbes.AmqpAsync(ports.Amqp, cancellationToken)
            && await ServerProbes.AnswersAsync(ports.Management, cancellationToken))
    {
        // The broker logs a warning about each connection that ends within the handshake.
        Check = cancellationToken => ServerProbes.AnswersAsync(ports.Management, cancellationToken),
    };

    private async Task<LaunchSpec> PrepareAsync(CancellationToken cancellationToken)
    {
        await ServerAccount.FolderAsync(User, folder, cancellationToken);
        await ServerAccount.FileAsync(User, InFolder("rabbitmq.conf"), Configuration(), cancellationToken);
        await ServerAccount.FileAsync(User, InFolder("enabled_plugins"), "[rabbitmq_management].\n", cancellationToken);
        await ServerAccount.FileAsync(User, InFolder(".erlang.cookie"), secrets.Password("erlang-cookie"), cancellationToken);
        return new LaunchSpec(ServerAccount.Command(User, [Program]), Environment(), folder);
    }

    private string Configuration() =>
        $"""
        listeners.tcp.1 = 127.0.0.1:{ports.Amqp}
        management.tcp.ip = 127.0.0.1
        management.tcp.port = {ports.Management}
        default_user = {Account}
        default_pass = {secrets.Password("rabbitmq")}
        vm_memory_high_watermark.absolute = 512MB
        disk_free_limit.absolute = 50MB
        log.console = true
        log.console.level = warning
        log.file = false

        """;

    private Dictionary<string, string?> Environment() => new()
    {
        ["HOME"] = folder,
        ["RABBITMQ_NODENAME"] = "iop@localhost",
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_CONFIG_FILE"] = InFolder("rabbitmq.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = InFolder("enabled_plugins"),
        ["RABBITMQ_MNESIA_BASE"] = InFolder("mnesia"),
        ["RABBITMQ_LOG_BASE"] = InFolder("log"),
        ["RABBITMQ_PID_FILE"] = InFolder("pid"),
        ["RABBITMQ_DIST_PORT"] = Text(ports.Distribution),
        ["ERL_EPMD_PORT"] = Text(ports.PortMapper),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        // The script then becomes the node itself instead of a shell that waits for it and stops it slowly.
        ["RUNNING_UNDER_SYSTEMD"] = "1",
        ["NOTIFY_SOCKET"] = null,
    };

    private string InFolder(string name) => Path.Combine(folder, name);

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}

internal sealed record RabbitMqPorts(int Amqp, int Management, int Distribution, int PortMapper);
