namespace IopPlatform.AppHost.Local;

/// <summary>The ports that the servers should get if they are free; null takes any.</summary>
internal sealed record WantedPorts(
    int? Postgres, int? Redis, int? Amqp, int? Management, int? Distribution, int? PortMapper, int? Smtp, int? SmtpWeb)
{
    public static readonly WantedPorts Any = new(null, null, null, null, null, null, null, null);

    /// <summary>The ports that the topology names.</summary>
    public static WantedPorts Of(Topology topology)
    {
        return new WantedPorts(
            Port(ResourceNames.Postgres, "tcp"), Port(ResourceNames.Redis, "tcp"),
            Port(ResourceNames.RabbitMq, "amqp"), Port(ResourceNames.RabbitMq, "management"),
            Port(ResourceNames.RabbitMq, "distribution"), Port(ResourceNames.RabbitMq, "epmd"),
            Port(ResourceNames.Smtp, "smtp"), Port(ResourceNames.Smtp, "web"));

        int? Port(string server, string use) => topology.Servers.FirstOrDefault(found => found.Name == server) is { } found
            ? found.Ports.TryGetValue(use, out var port) ? port : found.NativePorts[use]
            : null;
    }

    public RabbitMqPorts Broker() =>
        new(Ports.Choose(Amqp), Ports.Choose(Management), Ports.Choose(Distribution), Ports.Choose(PortMapper));
}
