namespace IopPlatform.AppHost;

/// <summary>The names of the topology's resources that code refers to.</summary>
public static class ResourceNames
{
    public const string Postgres = "postgres";
    public const string RabbitMq = "rabbitmq";
    public const string Redis = "redis";
    public const string Smtp = "smtp";
    public const string Migrations = "migrations";
    public const string Identity = "identity";
    public const string Intake = "intake";
    public const string Gateway = "gateway";
    public const string Web = "web";

    /// <summary>The folder of the audit trail's seal files.</summary>
    public const string AuditSeals = "audit-seals";

    /// <summary>An attached Aspire dashboard, where the platform runs it.</summary>
    internal const string Dashboard = "dashboard";

    /// <summary>Erlang's port mapper, a part of the local broker.</summary>
    internal const string PortMapper = "epmd";
}
