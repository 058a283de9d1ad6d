namespace IopPlatform.AppHost.Local;

/// <summary>The machine lacks something that cannot be mended from here; the message says what to do.</summary>
public sealed class PrerequisiteException(string message) : Exception(message);

/// <summary>A program that must be there, and the Debian package that brings it.</summary>
internal sealed record Prerequisite(string Name, string Program, string Package)
{
    public static readonly IReadOnlyList<Prerequisite> All =
    [
        new("PostgreSQL 15", $"{PostgresServer.Programs}/postgres", "postgresql-15"),
        new("RabbitMQ", RabbitMqServer.Program, "rabbitmq-server"),
        new("Erlang's port mapper", RabbitMqServer.PortMapper, "erlang-base"),
        new("Redis", RedisServer.Program, "redis-server"),
    ];

    /// <summary>What the browser tests and pictures drive; the platform itself needs none.</summary>
    public static readonly Prerequisite Browser = new("Chromium", "/usr/bin/chromium", "chromium");

    public bool IsPresent => File.Exists(Program);

    /// <summary>What is missing of the servers that are to be started here, and of what is needed besides.</summary>
    public static IReadOnlyList<Prerequisite> Missing(params IEnumerable<Prerequisite> besides)
    {
        var running = RunningServers.FromEnvironment();
        return [.. All.Where(one => !Elsewhere(one, running)).Concat(besides).Where(one => !one.IsPresent)];
    }

    private static bool Elsewhere(Prerequisite one, RunningServers running) => one.Package switch
    {
        "postgresql-15" => running.Postgres is not null,
        "redis-server" => running.Redis is not null,
        _ => running.RabbitMq is not null,
    };
}
