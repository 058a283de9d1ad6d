namespace IopPlatform.AppHost;

/// <summary>The names of the servers in the topology and in every log.</summary>
internal static class ResourceNames
{
    public const string Postgres = "postgres";
    public const string RabbitMq = "rabbitmq";
    public const string Redis = "redis";
    public const string Smtp = "smtp";

    /// <summary>Erlang's port mapper, a part of the broker.</summary>
    public const string PortMapper = "epmd";
}
