namespace IopPlatform.AppHost.Local;

/// <summary>Servers that already run, named by environment variables; those are used instead of started.</summary>
internal sealed record RunningServers(
    string? Postgres, string? RabbitMq, string? RabbitMqManagement, string? Redis, string? Smtp, string? SmtpWeb)
{
    public static RunningServers FromEnvironment() => new(
        Value("IOP_POSTGRES"), Value("IOP_RABBITMQ"), Value("IOP_RABBITMQ_MANAGEMENT"),
        Value("IOP_REDIS"), Value("IOP_SMTP"), Value("IOP_SMTP_WEB"));

    private static string? Value(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
